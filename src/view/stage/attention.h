/*
 * Which objects processes have to do with now: who heads for one, or waits at it.
 */
#ifndef IPCSTAGE_VIEW_STAGE_ATTENTION_H
#define IPCSTAGE_VIEW_STAGE_ATTENTION_H

#include <stdbool.h>
#include "model/stage.h"

/* Whether what a process is parked for is about an object, or a part of it. */
bool heads_for(const struct stage *stage, const struct actor *actor, const struct object *object);

/* The set of processes that wait at an object, or at a part of it. */
struct set waiting_at(const struct stage *stage, const struct object *object);

/* Whether nobody has ever taken a lock and nobody is about to: its brief is "[unused]". */
bool lock_unused(const struct stage *stage, const struct object *lock);

#endif
