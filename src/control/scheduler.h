/*
 * Schedulers: who takes the next step when nobody chooses by hand.
 */
#ifndef IPCSTAGE_CONTROL_SCHEDULER_H
#define IPCSTAGE_CONTROL_SCHEDULER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/error.h"
#include "trace/set.h"

enum policy { POLICY_ROUND_ROBIN, POLICY_RANDOM, POLICY_REPLAY, POLICY_COUNT };

struct scheduler {
	enum policy policy;
	uint64_t seed;		 /* POLICY_RANDOM */
	uint64_t random[4];	 /* xoshiro256** */
	const uint8_t *schedule; /* POLICY_REPLAY: borrowed */
	size_t length, next;
	int last; /* who took the last step, -1 nobody yet */
};

const char *policy_word(enum policy policy);

void scheduler_init(struct scheduler *scheduler, enum policy policy, uint64_t seed,
		    const uint8_t *schedule, size_t length);

/*
 * Choose from a set of processes. Replay goes on round-robin when it is used up. Returns -1 when
 * the set is empty, or replay names a process that is not in it.
 */
int scheduler_choose(struct scheduler *scheduler, struct set enabled);

/*
 * Tell it who took a step that it did not choose. A schedule that is replayed is gone on with
 * only if that is what it has next.
 */
void scheduler_stepped(struct scheduler *scheduler, unsigned actor);

/* Whether there is a schedule that goes on, and (only then) whom it names for the next step. */
bool scheduler_follows(const struct scheduler *scheduler);
unsigned scheduler_named(const struct scheduler *scheduler);

/* Follow the schedule no further: from here on they take turns. */
void scheduler_leave(struct scheduler *scheduler);

/*
 * Read a schedule as it is written: "1 1 2 2 1" or "1*2 2*2 1". Returns the number of steps, or
 * -1 with *error: what is wrong and where. At most `capacity` steps are stored.
 */
long schedule_parse(const char *text, uint8_t *out, size_t capacity, struct error *error);

#endif
