/*
 * One kind of object as the model knows it: how records change it and how it is put into words.
 *
 * One file per kind (value.c, pipe.c, …) ends in its row; object_types[] lists them by kind.
 */
#ifndef IPCSTAGE_MODEL_OBJECT_TYPE_H
#define IPCSTAGE_MODEL_OBJECT_TYPE_H

#include <stddef.h>
#include "model/stage.h"

struct object_type {
	const char *word; /* in sentences and before a number: "pipe" */

	/* Fold a record about the object into it. `stage` is as before the record. */
	void (*fold)(struct stage *stage, struct object *object, const struct record *record);

	/*
	 * Say in one sentence without its full stop what a record does: "1 stores counter: 4".
	 * `stage` is as before the record. Returns the length, or 0 when there is nothing to say.
	 */
	int (*say)(const struct stage *stage, const struct object *object,
		   const struct record *record, char *out, size_t size);

	/* Say what a parked process is about to do, without its number: "store counter". */
	int (*say_next)(const struct stage *stage, const struct object *object,
			const struct next *next, char *out, size_t size);

	/* Say what a process that cannot go on waits for: "a token of tokens: 1 and 3 have them". */
	int (*say_wait)(const struct stage *stage, const struct object *object,
			const struct next *next, char *out, size_t size);
};

extern const struct object_type object_type_value, object_type_mapping, object_type_pipe,
	object_type_socket, object_type_semaphore, object_type_mutex, object_type_queue,
	object_type_pool;

/* The row of a kind; never NULL. */
const struct object_type *object_type(enum object_kind kind);

#endif
