/*
 * Places that threads share, as a text that files and people hand on:
 * "55555555c010+4,55555555c020+8".
 */
#ifndef IPCSTAGE_CONTROL_LEARNED_H
#define IPCSTAGE_CONTROL_LEARNED_H

#include <stdbool.h>
#include "trace/places.h"

/* Those that are not among `known`. NULL: there are none, or memory is out; free(3). */
char *learned_text(const struct places *places, const struct places *known);

/* Add those of a text. Returns false where it is none, or there are too many. */
bool learned_add(struct places *places, const char *text);

#endif
