/* What others ask of a pool: verdicts. */
#ifndef IPCSTAGE_MODEL_POOL_H
#define IPCSTAGE_MODEL_POOL_H

#include "model/stage.h"

/* The first task that was lost with its worker, or NULL. */
const struct item *pool_lost(const struct object *object);

/* The set of workers that wait inside a task of this pool; 0 unless all that are left do. */
uint64_t pool_nested(const struct stage *stage, const struct object *object);

#endif
