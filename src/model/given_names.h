/*
 * What a person calls the objects and processes of a program, in the place of what they are called
 * without him: "pipe 1", "b->empty", "process 2".
 */
#ifndef IPCSTAGE_MODEL_GIVEN_NAMES_H
#define IPCSTAGE_MODEL_GIVEN_NAMES_H

#include <stdbool.h>
#include "trace/actor.h"

enum { GIVEN_NAMES = 64 };

struct given_name {
	char from[TRACE_NAME]; /* without him */
	char to[TRACE_NAME];
};

struct given_names {
	unsigned count;
	struct given_name list[GIVEN_NAMES];
};

/* What he calls it; NULL: he has not given it a name, as `given` may be NULL, too. */
const char *given_names_find(const struct given_names *given, const char *from);

/* What it is called without him, by the name that is shown. */
const char *given_names_origin(const struct given_names *given, const char *shown);

/* Give a name, which is cut to its size; with "" it is taken back. False: there are too many. */
bool given_names_put(struct given_names *given, const char *from, const char *to);

/* What is shown, in its place. */
void given_names_apply(const struct given_names *given, char name[TRACE_NAME]);

#endif
