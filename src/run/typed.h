/*
 * What was typed into a run, from its history.
 */
#ifndef IPCSTAGE_RUN_TYPED_H
#define IPCSTAGE_RUN_TYPED_H

#include "control/typed_lines.h"
#include "model/history.h"

/* Append the lines that were typed in the first steps of a run, so many of them; false when memory
 * is out. */
bool typed_gather(struct typed_lines *lines, const struct history *history, uint32_t steps);

#endif
