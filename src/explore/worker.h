/*
 * A worker of a search: a session, and the run that it has under way.
 *
 * Nothing in it is shared, so that what costs time - folding in records, asking for keys - is done
 * beside the other workers. What it finds is compared and kept by the search.
 */
#ifndef IPCSTAGE_EXPLORE_WORKER_H
#define IPCSTAGE_EXPLORE_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "control/session.h"
#include "explore/fingerprint.h"
#include "races/races.h"

/* Part 0 of a run is what is done before the first step, part n is step n. */
struct worker {
	struct search *search;
	struct session *session; /* borrowed */
	bool under_way;		 /* it has a run */
	struct fingerprint *fingerprint;
	struct races *races;	/* of the run */
	struct record *records; /* of the run, to judge it by */
	size_t record_count, record_room;
	bool out_of_memory;
	uint32_t length;		   /* steps of the path granted so far */
	uint32_t begun;			   /* parts whose records have begun */
	uint32_t ended;			   /* parts that are over: hashes[] of them are known ... */
	uint32_t compared;		   /* ... and of these, how many the search has looked at */
	uint32_t unclear;		   /* bits of enum unclear, of all runs */
	uint8_t schedule[LIMIT_SCHEDULE];  /* `length` of it */
	uint32_t path[LIMIT_SCHEDULE + 1]; /* the states between: path[0] is the root */
	struct hash shared[LIMIT_SCHEDULE + 1]; /* fingerprint_shared() of them */
	uint32_t hashes[LIMIT_SCHEDULE + 1];	/* 31 bits of what was done, by part */
	bool jumps[LIMIT_SCHEDULE + 1];		/* the run's clock did in it */
};

/* Returns false when memory is out. worker_release() is allowed in both cases. */
bool worker_init(struct worker *worker, struct search *search, struct session *session);
void worker_release(struct worker *worker);

/* Begin a run that takes the `length` steps of schedule[]. Returns 0 or -errno. */
int worker_begin(struct worker *worker);

/* Take the steps of schedule[] from number `from` on. Returns 0 or -errno. */
int worker_go_on(struct worker *worker, uint32_t from);

/* Steps that the run has taken, never more than `length`. */
uint32_t worker_steps(const struct worker *worker);

/* Fold in what has come, part by part; the run is stopped. */
void worker_absorb(struct worker *worker);

/* The key of the state that the run is stopped in: fingerprint_key(). Asks its processes. */
struct hash worker_key(struct worker *worker, struct key_rules rules);

#endif
