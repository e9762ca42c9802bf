/*
 * A search: every state of a program, every edge of their graph taken by real processes.
 *
 * A run follows a known path by the baton, takes an untried edge at its end, and goes on from
 * state to state as long as something untried is near; what it does again on its way is compared
 * with what was done before. The viewer is woken at states that are not known yet.
 *
 * Several workers, a thread and a session each, share the graph under one lock. Whatever they
 * come by first, the counts are the same in the end; there may be a few states more, as each
 * server learns for itself where pids lie.
 */
#ifndef IPCSTAGE_EXPLORE_SEARCH_H
#define IPCSTAGE_EXPLORE_SEARCH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include "control/session.h"
#include "explore/fingerprint.h"
#include "explore/graph.h"
#include "explore/outcome.h"
#include "races/told_race.h"

enum { SEARCH_WORKERS = 8 };

struct search_rules {
	struct key_rules keys;
	int bound;	 /* preemptions at most; -1 no limit */
	uint32_t states; /* at most */
	uint32_t steps;	 /* of a run, at most; below LIMIT_SCHEDULE */
};

enum search_state {
	SEARCH_GOING,
	SEARCH_DONE,	    /* every edge has been taken */
	SEARCH_OVER_BUDGET, /* more states than it may have */
	SEARCH_CLOCK,	    /* the program reads the clock: to be begun again with keys.clock */
	SEARCH_PLACES,	    /* threads share more than was known: ... with steps there, too */
	SEARCH_ENDS,	    /* processes look whether others have ended: ... with ends free */
	SEARCH_ALONE,	    /* runs may be in each other's way: to be begun again with one worker */
	SEARCH_FAILED,	    /* search.failure says why: a divergence, no more memory */
};

struct worker;
struct nearest;

/* Between two calls of search_go_on() only its caller looks at it. */
/* In some run a wait for any child has told which of several ended first. */
struct order_told {
	bool was_told;
	uint8_t actor;
	uint32_t where;
};

struct search {
	pthread_mutex_t lock;	/* of all below, while the workers are at it ... */
	pthread_cond_t changed; /* ... for those that wait for something to try */
	struct search_rules rules;
	enum search_state state;
	int64_t until_ms; /* when this call is over */
	struct graph graph;
	struct outcomes outcomes;
	struct worker *workers[SEARCH_WORKERS];
	unsigned worker_count;
	unsigned under_way;	 /* runs */
	struct history *history; /* to judge by */
	struct nearest *nearest; /* to look for untried edges with */
	uint32_t first_open;	 /* nodes before it have no untried edges */
	uint64_t runs;
	uint64_t transitions; /* edges taken */
	uint32_t root_hash;   /* of what is done before the first step ... */
	bool root_is_known;   /* ... by the first run */
	uint32_t unclear;     /* bits of enum unclear: why histories stood in for memory */
	struct ledger unseen; /* of all runs */
	struct order_told order;
	struct told_races races; /* of all runs, without their lines */
	bool restricted;	 /* the bound forbade something */
	bool cut_short;		 /* a run had more steps than rules.steps */
	char failure[256];
};

/*
 * With a worker for each of `count` sessions of one program, SEARCH_WORKERS at most; they are
 * borrowed. Returns NULL when memory is out.
 */
struct search *search_new(struct session *const sessions[], unsigned count,
			  const struct search_rules *rules);
void search_free(struct search *search);

/*
 * Go on for about `ms` milliseconds. Blocks that long at most. The caller's thread is the first
 * worker's: it should sit beside that session's runs.
 */
enum search_state search_go_on(struct search *search, int ms);

#endif
