/* What others ask of an address: the picture. */
#ifndef IPCSTAGE_MODEL_LISTENER_H
#define IPCSTAGE_MODEL_LISTENER_H

#include "model/stage.h"

/* The set of processes that wait to be accepted. */
uint64_t listener_line(const struct object *object);

#endif
