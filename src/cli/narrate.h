/*
 * A run told line by line: one a step, as it comes.
 */
#ifndef IPCSTAGE_CLI_NARRATE_H
#define IPCSTAGE_CLI_NARRATE_H

#include <stdio.h>
#include "model/history.h"

struct narrator;

/* Tells to `out` (borrowed). NULL when memory is out. */
struct narrator *narrator_new(FILE *out);
void narrator_free(struct narrator *narrator);

/* Tell whatever the history has that was not told yet. */
void narrator_go_on(struct narrator *narrator, struct history *history);

#endif
