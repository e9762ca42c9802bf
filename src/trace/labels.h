/*
 * What a program calls places in memory: those that its threads share, and those by which it knows
 * an object. Who comes to such a place says how to get there from something that has a name; the
 * viewer, which reads the debug information, answers. Of what threads share when the run is over,
 * for all runs that follow; of an object (struct object_entry) as it takes the records.
 */
#ifndef IPCSTAGE_TRACE_LABELS_H
#define IPCSTAGE_TRACE_LABELS_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/actor.h"

enum { LIMIT_LABELS = 256, LABEL_HOPS = 3 };

enum label_base {
	LABEL_STATIC = 1, /* `at` is an address in the program's file (link-time) */
	LABEL_FRAME, /* `at` is below the frame (its CFA) of a function, in which `function` is */
	LABEL_REGISTER, /* there it is in the register with number `at`, as debug information counts
			 */
	LABEL_FUNCTION, /* no place: the function itself that `function` is in */
};

/* A way there. Two are the same if all their bytes are. */
struct label_way {
	int64_t at;
	uint32_t function;
	uint32_t size;		     /* bytes that are accessed */
	uint32_t behind[LABEL_HOPS]; /* ... and then so many bytes behind what lies there points to
				      */
	uint32_t room[LABEL_HOPS];   /* bytes of the block that it points to, 0 unknown */
	uint8_t base;		     /* enum label_base */
	bool is_first;		     /* the first pointer leads to where shared memory begins */
	uint16_t program;	     /* whose variables these are: of struct trace's programs[] */
	uint32_t hops;		     /* pointers that are followed */
	uint32_t frame;		     /* bytes of that frame, from its stack pointer on; 0 unknown */
	uint32_t zero;
};

struct label {
	struct label_way way;
	bool is_answered;
	uint32_t before; /* so many bytes of what has the name lie before the place ... */
	uint32_t size;	 /* ... of so many */
	uint32_t each;	 /* bytes of each number of the row that this is; 0: it is none */
	bool is_indexed; /* it is not the first that a pointer leads to, but one behind that */
	bool is_scalar;	 /* it is, and no part of anything */
	bool is_vague;	 /* what a pointer leads to has no type */
	char name[TRACE_NAME]; /* "": it has none */
};

struct labels {
	uint32_t count;
	struct label all[LIMIT_LABELS];
};

/* NULL: nobody has asked. */
const struct label *labels_find(const struct labels *labels, const struct label_way *way);

/* What there is no room for is not asked. */
void labels_ask(struct labels *labels, const struct label_way *way);

#endif
