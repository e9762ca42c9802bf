/* What waiting on a condition does to the mutex beside it. */
#ifndef IPCSTAGE_KINDS_MUTEX_STATE_H
#define IPCSTAGE_KINDS_MUTEX_STATE_H

#include "model/stage.h"
#include "model/words.h"

/* A process takes it; `error` is 0, or EOWNERDEAD when its owner has died. */
void mutex_take(struct mutex_state *mutex, unsigned actor, int error);

/* Its owner lets it go, as often as he has taken it. */
void mutex_release(struct mutex_state *mutex);

/* ": its owner 1 died with it", before it is taken; `object` may be NULL. */
void mutex_say_death(const struct object *object, struct words *words);

#endif
