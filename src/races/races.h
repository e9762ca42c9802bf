/*
 * Data races: two accesses to the same bytes of shared memory by different actors, of which one
 * writes and which are not both atomic, and nothing that says which one comes first. Found from the
 * records of a held run, whatever comes of it: what happened in another order this time is a race
 * all the same.
 *
 * Only programs with the memory hooks have records of loads and stores.
 */
#ifndef IPCSTAGE_RACES_RACES_H
#define IPCSTAGE_RACES_RACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "races/held.h"
#include "races/shadow.h"
#include "trace/trace.h"

enum { RACES_MAX = 4096 /* different ones that are kept of a run */ };

struct race {
	struct shadow_access first, second; /* in the order of the run */
	uint32_t offset, size;		    /* of the bytes that both touch ... */
	uint16_t object;		    /* ... in this */
};

/* What keeps the accesses to a value apart, as far as a run shows. */
enum race_guard_kind {
	GUARD_NONE,	  /* nobody but one has come to it, or no lock was ever held there */
	GUARD_ALWAYS,	  /* every access was under a lock ... */
	GUARD_NOT_ALWAYS, /* ... or some were */
	GUARD_ATOMIC,	  /* every access was atomic */
};

struct race_guard {
	uint8_t kind;  /* enum race_guard_kind */
	uint16_t lock; /* GUARD_ALWAYS, GUARD_NOT_ALWAYS: which */
};

struct races;

/* Returns NULL when memory is out. races_free(NULL) is allowed. */
struct races *races_new(void);
void races_free(struct races *races);

/* A run begins. */
void races_clear(struct races *races);

/*
 * Fold the next record in, of step `step`. `place` is where the object that it is about lies, a
 * base of 0 if that is not known: objects are taken not to overlap then.
 */
void races_fold(struct races *races, const struct record *record, struct shadow_place place,
		uint32_t step);

/*
 * The run is stopped before step `step`: two accesses that both could be the next are a race, too.
 * If there is any in some order of all steps there is one between such two in some state, which
 * makes a search find whether there are any though it goes no way twice from a state that it knows.
 */
void races_fold_parked(struct races *races, const struct trace *trace, uint32_t step);

/* Those that were found, in the order of their second accesses: a place in memory, two in the
 * program, two actors and what they held count once. */
size_t races_count(const struct races *races);
const struct race *races_at(const struct races *races, size_t i);

/* Whether there may be more than were found: too many of them or of locks, too large accesses,
 * memory was out. */
bool races_are_cut(const struct races *races);

/* The locks that an actor had when it did an access. */
const struct held_set *races_locks(const struct races *races, const struct shadow_access *access);

/* What has kept the accesses to an object apart up to a step, while others were there. */
struct race_guard races_guard(const struct races *races, unsigned object, uint32_t step);

#endif
