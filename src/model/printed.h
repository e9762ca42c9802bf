/*
 * What all processes have printed, in order, as an outcome: "a\\nb\\n".
 */
#ifndef IPCSTAGE_MODEL_PRINTED_H
#define IPCSTAGE_MODEL_PRINTED_H

#include <stddef.h>
#include "model/stage.h"

enum { PRINTED_TEXT = 256 };

/* A record of OP_PRINT. */
void printed_fold(struct printed *printed, const struct record *record);

/*
 * It in one line, into `out` (PRINTED_TEXT bytes): with what C writes for the end of a line and
 * whatever else is not to be shown. Of what is too long the rest is a hash, so that what differs
 * stays different. Returns its length; 0: nothing was printed, or it is no outcome.
 */
size_t printed_text(const struct printed *printed, char *out);

#endif
