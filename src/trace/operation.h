/*
 * What a process can do to what it shares: the numbers of the operations, and what operations.def
 * says of each.
 */
#ifndef IPCSTAGE_TRACE_OPERATION_H
#define IPCSTAGE_TRACE_OPERATION_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/kind.h"

enum operation {
#define OP(name, ...) OP_##name,
#include "trace/operations.def"
#undef OP
	OP_COUNT
};

/* Which way something moves on the stage. */
enum direction {
	DIRECTION_NONE,
	DIRECTION_IN,	/* from the object to the process */
	DIRECTION_OUT,	/* from the process to the object */
	DIRECTION_BOTH, /* in and out again */
};

/* What moves. */
enum cargo {
	CARGO_NOTHING,
	CARGO_VALUE,  /* a number */
	CARGO_TEXT,   /* bytes of a message, or an item */
	CARGO_TOKEN,  /* of a semaphore */
	CARGO_LOCK,   /* the right to go on */
	CARGO_WAITER, /* the process itself, into a waiting room or out of it */
	CARGO_CALL,   /* a notification */
};

/* What ends a wait before its operation is ready: signal(7). A time-out always does. */
enum early {
	EARLY_NEVER,	/* nothing else */
	EARLY_ALWAYS,	/* any handler, SA_RESTART or not */
	EARLY_RESTARTS, /* a handler without SA_RESTART */
	EARLY_TIMED,	/* the same; with SO_RCVTIMEO or SO_SNDTIMEO set, any handler */
	EARLY_MUTEX,	/* not even a time-out: it has to get its mutex back first */
};

/* What an operation adds to the key of a state besides the history of its process. */
enum keyed {
	KEYED_NOTHING, /* it is not even history: nobody has done anything, or the clock has jumped
			*/
	KEYED_ACTS,    /* not history either, but its process has acted: what it says of itself */
	KEYED_PRINTED, /* the same, unless it is an outcome: then the order of all is one */
	KEYED_HISTORY, /* history, and no more */
	KEYED_BIRTH,   /* a child, which is what its parent was and holds what that held */
	KEYED_END,     /* a status that its parent will be told */
	KEYED_REAPED,  /* that status, for the parent */
	KEYED_SIGNAL,  /* what it does to the process that it was sent to */
	KEYED_REPORT,  /* an outcome or an expectation */
	KEYED_HELD,    /* what the process holds open in the kernel */
	KEYED_FLAGS,   /* that, and flags that those share who have it open */
	KEYED_ADDRESS, /* the same of a socket's address, unless it failed */
	KEYED_BYTES,   /* what lies in a channel, or was taken out */
	KEYED_PLACE,   /* where those stand who share a position in a file */
	KEYED_SEEN,    /* more may have been read than a record holds */
};

struct trace;
struct intent;

struct operation_row {
	const char *word;
	char letter;
	uint8_t kind;	   /* enum object_kind */
	uint8_t direction; /* enum direction */
	uint8_t cargo;	   /* enum cargo */
	uint8_t early;	   /* enum early */
	uint8_t key;	   /* enum keyed */

	/* Whether a process could finish it now, from what the tables say. Not asked of one that
	 * stands in front of a descriptor: that one has to ask the kernel itself. */
	bool (*ready)(const struct trace *trace, unsigned actor);
};

/* Never NULL: of what is no operation, that of OP_NONE. */
const struct operation_row *operation_row(unsigned operation);

/* The word for an operation as it is written in traces and in JSON: "load", "sem_wait". */
const char *operation_word(unsigned operation);

/* The functions of the column `ready`, each beside the kind that it is about, or in ready.c. */
#define OP(name, word, letter, kind, direction, cargo, ready, early, key)                          \
	bool ready_##ready(const struct trace *trace, unsigned actor);
#include "trace/operations.def"
#undef OP

#endif
