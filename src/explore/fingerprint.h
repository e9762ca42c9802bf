/*
 * What has happened in a run so far, folded into hashes, and the key of the state that it led to.
 *
 * Two runs that come to the same key are in the same state: whatever happens next can happen in
 * both. A key is made of what each process is about to do and its private state, of the state of
 * every object, and of what has been reported. A process's private state is what it can still see
 * (its memory key) or, where that says too little, all that it has done and been told.
 *
 * Whatever enters a key is in it as it is or as a hash of 128 bits (base/hash.h): nothing on the
 * way is narrower. Records hold no narrower hashes, either: where one has no room for something,
 * its text is the hash, or it is in what the process was told besides (space_entry.untold), which
 * is in the key as long as the process lives, and in its history from its next park on. What is
 * reported and too long to be told in full is the exception: trace/report.h.
 */
#ifndef IPCSTAGE_EXPLORE_FINGERPRINT_H
#define IPCSTAGE_EXPLORE_FINGERPRINT_H

#include <stdbool.h>
#include <stdint.h>
#include "base/hash.h"
#include "trace/trace.h"

struct fingerprint;

/* Returns NULL when memory is out. fingerprint_free(NULL) is allowed. */
struct fingerprint *fingerprint_new(void);
void fingerprint_free(struct fingerprint *fingerprint);

/* A run begins. */
void fingerprint_clear(struct fingerprint *fingerprint);

/* The next step begins; `shared` is fingerprint_shared() of the state it begins in. */
void fingerprint_begin_step(struct fingerprint *fingerprint, struct hash shared);

/* Fold in a record of the step (or of what went before the first). */
void fingerprint_fold(struct fingerprint *fingerprint, const struct trace *trace,
		      const struct record *record);

/*
 * The step is over. Returns a hash of what was done in it, the same whenever the step is done in
 * the same state; what was printed does not count.
 */
struct hash fingerprint_end_step(struct fingerprint *fingerprint, const struct trace *trace);

/* How keys are made. */
struct key_rules {
	bool memory; /* by what processes can see; else by what they have done */
	bool clock;  /* the program reads the clock: the time is part of the state */
};

/* Which processes have run since their memory keys were last asked for, and have to be asked. */
struct set fingerprint_stale(struct fingerprint *fingerprint, const struct trace *trace);

/*
 * The key of the state that the run is stopped in. Adds to *unclear bit n for each enum
 * unclear n that made it fall back on what a process has done.
 */
struct hash fingerprint_key(const struct fingerprint *fingerprint, const struct trace *trace,
			    struct key_rules rules, uint32_t *unclear);

/* A hash of what lies in shared mappings, as far as processes were asked; hash_none(): there are
 * none. */
struct hash fingerprint_shared(const struct trace *trace);

/* The key of the end that a run has come to: what was reported and how everybody ended. */
struct hash fingerprint_end_key(const struct fingerprint *fingerprint, const struct trace *trace);

#endif
