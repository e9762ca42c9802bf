/* What others ask of a timerfd. */
#ifndef IPCSTAGE_KINDS_TIMERFD_STATE_H
#define IPCSTAGE_KINDS_TIMERFD_STATE_H

#include "model/stage.h"

struct timerfd_state {
	uint64_t after_ns;  /* from when it was set until it goes off, 0: it is not set */
	uint64_t period_ns; /* and from then on, 0: once */
};

static inline const struct timerfd_state *timerfd_of(const struct object *object)
{
	return object_state(object, sizeof(struct timerfd_state));
}

#endif
