/*
 * A search: depth-first over the states of a program, every edge of their graph taken by real
 * processes.
 *
 * A run follows a known path by the baton, takes an untried edge at its end, and goes on from
 * state to state as long as something untried is near; what it does again on its way is compared
 * with what was done before. The viewer is woken at states only.
 */
#ifndef IPCSTAGE_EXPLORE_SEARCH_H
#define IPCSTAGE_EXPLORE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>
#include "control/session.h"
#include "explore/graph.h"
#include "explore/outcome.h"
#include "explore/past.h"

struct search_rules {
	struct key_rules keys;
	int bound;	 /* preemptions at most; -1 no limit */
	uint32_t states; /* at most */
	uint32_t steps;	 /* of a run, at most; below TRACE_SCHEDULE */
};

enum search_state {
	SEARCH_GOING,
	SEARCH_DONE,	    /* every edge has been taken */
	SEARCH_OVER_BUDGET, /* more states than it may have */
	SEARCH_CLOCK,	    /* the program reads the clock: to be begun again with keys.clock */
	SEARCH_FAILED,	    /* search.failure says why: a divergence, no more memory */
};

struct worker;

struct search {
	struct search_rules rules;
	enum search_state state;
	struct graph graph;
	struct outcomes outcomes;
	struct worker *worker;
	struct history *history; /* to judge by */
	uint32_t *open;		 /* nodes that may have untried edges, deepest last */
	uint32_t open_count, open_room;
	uint64_t runs;
	uint64_t transitions; /* edges taken */
	uint32_t root_hash;   /* of what is done before the first step */
	uint32_t unclear;     /* bits of enum unclear: why histories stood in for memory */
	bool restricted;      /* the bound forbade something */
	bool cut_short;	      /* a run had more steps than rules.steps */
	char failure[256];
};

/* `session` is borrowed. Returns NULL when memory is out. */
struct search *search_new(struct session *session, const struct search_rules *rules);
void search_free(struct search *search);

/* Go on for about `ms` milliseconds. Blocks that long at most. */
enum search_state search_go_on(struct search *search, int ms);

#endif
