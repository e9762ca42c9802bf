/*
 * Which of its children ended first a program learns by waiting for any of them.
 */
#ifndef IPCSTAGE_AGENT_CALLS_WAIT_ORDER_H
#define IPCSTAGE_AGENT_CALLS_WAIT_ORDER_H

#include <stdbool.h>
#include <stdint.h>

/* What a wait tells of which child it was given of those that it could have been. */
enum wait_tells {
	WAIT_TELLS_NOTHING, /* there was one, or nobody looks */
	WAIT_TELLS_STATUS,  /* how it ended, which may be how all do */
	WAIT_TELLS_CHILD
};

/* Whether there are several that are not waited for yet. */
bool agent_has_several_children(void);

/* A wait at `where` was given a child that ended with `status` (wait(2)). */
void agent_note_order_told(enum wait_tells tells, int status, uint32_t where);

#endif
