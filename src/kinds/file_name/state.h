/*
 * A name in the file system: whether anything is there, as far as somebody has asked.
 */
#ifndef IPCSTAGE_KINDS_FILE_NAME_STATE_H
#define IPCSTAGE_KINDS_FILE_NAME_STATE_H

#include "model/stage.h"

struct file_name_state {
	bool known;
	bool is_there;
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct file_name_state *file_name_of(const struct object *object)
{
	return object_state(object, sizeof(struct file_name_state));
}

static inline struct file_name_state *file_name_own(struct object *object)
{
	return object_own(object, sizeof(struct file_name_state));
}

#endif
