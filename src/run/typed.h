/*
 * Lines that are typed into a run, in their order: each with the end of its line, an empty text for
 * the end of the input.
 */
#ifndef IPCSTAGE_RUN_TYPED_H
#define IPCSTAGE_RUN_TYPED_H

#include <stdbool.h>
#include <stddef.h>
#include "model/history.h"

struct typed {
	char **lines;
	size_t count;
};

void typed_release(struct typed *typed);

/* Append a line, or all of another; false when memory is out. */
bool typed_add(struct typed *typed, const char *line, size_t length);
bool typed_join(struct typed *typed, const struct typed *other);

/* Append those that were typed in the first steps of a run, so many of them. */
bool typed_gather(struct typed *typed, const struct history *history, uint32_t steps);

#endif
