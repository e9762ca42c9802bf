/* A regular file that somebody writes. */
#ifndef IPCSTAGE_KINDS_FILE_STATE_H
#define IPCSTAGE_KINDS_FILE_STATE_H

#include "kinds/value/state.h"
#include "model/stage.h"

enum { FILE_CONTENT = 96 }; /* first bytes of a file that are kept */

/* A regular file. As long as all that was seen in it is a number it is also a value. */
struct file_state {
	struct value_state value; /* first: object->value is the same */
	bool is_number;
	bool known;		    /* content is */
	uint32_t length;	    /* bytes in it, as far as seen */
	struct set open;	    /* set of processes with a descriptor of it */
	char content[FILE_CONTENT]; /* its first bytes */
};

/* The state of an object of this kind: to look at, and to fold records into. */
static inline const struct file_state *file_of(const struct object *object)
{
	return object_state(object, sizeof(struct file_state));
}

static inline struct file_state *file_own(struct object *object)
{
	return object_own(object, sizeof(struct file_state));
}

#endif
