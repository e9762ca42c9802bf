/* What one process waits for, and who could end that. */
#ifndef IPCSTAGE_MODEL_WAIT_H
#define IPCSTAGE_MODEL_WAIT_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/set.h"

enum { WAIT_WORDS = 24 };

enum wait_cause {
	WAIT_OTHER, /* something that is not on the stage */
	WAIT_OBJECT,
	WAIT_CHILD,
	WAIT_CLOCK,
};

/* Who can get at what a process waits for. */
enum wait_open {
	OPEN_TO_HOLDERS, /* those of the run who have it */
	OPEN_TO_PARTNER, /* who is at the other end of a connection */
	OPEN_TO_KNOWING, /* whoever knows its name, from outside of the run, too */
	OPEN_TO_CLIENTS, /* ... and it is there for them */
};

/* One process that cannot go on. */
struct wait {
	uint8_t actor;
	uint8_t cause;	   /* enum wait_cause */
	uint16_t object;   /* WAIT_OBJECT: at which */
	struct set enders; /* set of processes that could end it; some may have ended themselves */
	bool others;	   /* others could, too: the records do not say who */
	uint8_t open_to;   /* enum wait_open */
	bool passes;	   /* it ends by itself: a sleep, a time-out */
	bool stuck;	   /* nobody who can still go on could end it */
	uint8_t circle;	   /* which circle it is a part of, from 1 on; 0 none */
	const char *by;	   /* between the object and the enders: "held by"; a constant */
	char lack[WAIT_WORDS]; /* what the matter is, besides: "empty", or "" */
};

#endif
