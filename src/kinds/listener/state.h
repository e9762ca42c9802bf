/* What others ask of an address: the picture. */
#ifndef IPCSTAGE_KINDS_LISTENER_STATE_H
#define IPCSTAGE_KINDS_LISTENER_STATE_H

#include "model/stage.h"

/* The set of processes that wait to be accepted. */
struct set listener_line(const struct object *object);

#endif
