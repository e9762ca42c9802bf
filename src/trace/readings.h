/*
 * Who has read the clock in a run, and of whom it is known that they have by then: two who read it
 * with neither having to come first may do so in either order. It follows from births and from
 * waiting for an end; what else two agree on is not looked at.
 */
#ifndef IPCSTAGE_TRACE_READINGS_H
#define IPCSTAGE_TRACE_READINGS_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/limits.h"
#include "trace/set.h"

struct readings {
	struct set readers;
	struct set
		known[LIMIT_ACTORS]; /* all of whose readings come before what an actor does next */
	uint16_t counts[LIMIT_ACTORS]; /* how often each has */
};

/* An actor was born by another one; an actor has waited for the end of another one. */
void readings_born(struct readings *readings, unsigned bearer, unsigned number);
void readings_ended(struct readings *readings, unsigned waiter, unsigned number);

/* An actor is about to read it. Returns whether another one may have come before or after. */
bool readings_add(struct readings *readings, unsigned actor);

#endif
