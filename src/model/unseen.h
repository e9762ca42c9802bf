/*
 * The ledger of blind spots in words (trace/ledger.h).
 */
#ifndef IPCSTAGE_MODEL_UNSEEN_H
#define IPCSTAGE_MODEL_UNSEEN_H

#include <stddef.h>
#include "model/ending.h"
#include "trace/ledger.h"

enum { UNSEEN_SENTENCE = 160 /* bytes that are enough for one */ };

/* What was not seen: a sentence without its full stop. Returns `out`. */
const char *unseen_say(const struct blind_spot *spot, char *out, size_t size);

/* How it comes to be seen, or what else to do. */
const char *unseen_advice(const struct blind_spot *spot);

/*
 * Everybody who is held waits: a deadlock, unless the ledger has somebody who may still end it.
 * Then the run is cut off there. Returns whether it is.
 */
bool unseen_cuts_off(const struct ledger *ledger, struct ending *ending);

#endif
