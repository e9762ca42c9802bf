/*
 * What a program calls the places in memory that its threads share. Who comes to such a place says
 * how to get there from something that has a name; the viewer, which reads the debug information,
 * answers when the run is over, for all runs that follow.
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
};

/* A way there. Two are the same if all their bytes are. */
struct label_way {
	int64_t at;
	uint32_t function;
	uint32_t size;		     /* bytes that are accessed */
	uint32_t behind[LABEL_HOPS]; /* ... and then so many bytes behind what lies there points to
				      */
	uint32_t room[LABEL_HOPS];   /* bytes of the block on the heap that it points to */
	uint32_t base;		     /* enum label_base */
	uint32_t hops;		     /* pointers that are followed */
};

struct label {
	struct label_way way;
	bool is_answered;
	uint32_t before;       /* so many bytes of what has the name lie before the place ... */
	uint32_t size;	       /* ... of so many */
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
