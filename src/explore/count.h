/*
 * What a graph of states says: how many interleavings end in which outcome, how to get there with
 * the fewest switches, and from where there is no way back.
 */
#ifndef IPCSTAGE_EXPLORE_COUNT_H
#define IPCSTAGE_EXPLORE_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "explore/graph.h"

__extension__ typedef unsigned __int128 count_t;

/* How many; neither rounded nor wrapped: what is too large, or has no end, says so. */
struct amount {
	count_t count;
	bool too_large; /* more than 2^128 */
	bool endless;	/* there are cycles on the way: any number */
};

/* A way through the graph. */
struct witness {
	uint8_t *schedule; /* owned; NULL none */
	uint32_t length;
	uint32_t switches;  /* places where another process goes on than before */
	uint32_t no_return; /* the first step after which nothing good can be reached; 0 from the
			     * start, UINT32_MAX there always is */
	uint32_t round;	    /* so many of its last steps lead back to where they began, so that they
			     * can be taken for ever; 0: it comes to an end */
};

/* Ends are grouped by node.outcome; the last group is of states that can recur for ever (rounds.h):
 * of those from which no end can be reached, if there are any. */
struct counting {
	const struct graph *graph;
	uint32_t groups;	/* outcomes, and one for livelocks */
	struct amount *amounts; /* by group */
	struct witness *witnesses;
	struct amount all;
	bool is_cyclic; /* some states can be come to twice in a run */
	bool has_livelock;
	bool is_trap; /* ... and no choice ends the run then */
};

/*
 * Count; `is_good(outcome, context)` says which outcomes are as expected. `whole`: the graph has
 * no untried edges, so that livelocks can be told. Returns false when memory is out. Release with
 * counting_release().
 */
bool counting_init(struct counting *counting, const struct graph *graph, uint32_t outcomes,
		   bool whole, bool (*is_good)(uint32_t outcome, const void *context),
		   const void *context);
void counting_release(struct counting *counting);

/* Write a number in decimal; returns its text in `out` (AMOUNT_TEXT bytes). */
enum { AMOUNT_TEXT = 48 };
const char *amount_text(const struct amount *amount, char *out);

void amount_add(struct amount *amount, const struct amount *more);

#endif
