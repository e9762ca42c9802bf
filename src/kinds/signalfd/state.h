/* What others ask of a signalfd. */
#ifndef IPCSTAGE_KINDS_SIGNALFD_STATE_H
#define IPCSTAGE_KINDS_SIGNALFD_STATE_H

#include "model/stage.h"

struct signalfd_state {
	uint64_t signals; /* that are read there: bit n - 1 */
};

static inline const struct signalfd_state *signalfd_of(const struct object *object)
{
	return object_state(object, sizeof(struct signalfd_state));
}

#endif
