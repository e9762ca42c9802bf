/*
 * Rehearsals of a program that may have threads, or send signals: where they meet is found out
 * before anybody looks (trace/places.h), so that the same schedule means the same steps from the
 * first run on.
 */
#ifndef IPCSTAGE_CONTROL_REHEARSAL_H
#define IPCSTAGE_CONTROL_REHEARSAL_H

#include <stdbool.h>
#include "control/session.h"

/*
 * Begin to know the places that a program's threads share.
 *
 * If its file names functions that do that: run it, gated, in a few orders, until
 * nothing new is found; what it does is forgotten. Takes as long as those runs, and at most some
 * seconds. Those of launch->places are known besides. Returns false: that is no such text.
 */
bool rehearsal_play(struct session *session, const struct launch *launch);

#endif
