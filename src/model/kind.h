/*
 * One kind of object as the model knows it: how records change it and how it is put into words.
 *
 * One file per kind (value.c, pipe.c, …) ends in its row; object_types[] lists them by kind.
 */
#ifndef IPCSTAGE_MODEL_KIND_H
#define IPCSTAGE_MODEL_KIND_H

#include "model/stage.h"
#include "model/waits.h"
#include "model/words.h"

struct object_type {
	const char *word; /* in sentences and before a number: "pipe" */

	/* Fold a record about the object into it. `stage` is as before the record but for its step.
	 */
	void (*fold)(struct stage *stage, struct object *object, const struct record *record);

	/* A process has ended, with the last record that is its own. Optional. */
	void (*leave)(struct object *object, const struct actor *actor);

	/* A process was born with all that its parent has open. Optional. */
	void (*inherit)(struct object *object, unsigned parent, unsigned child);

	/*
	 * Say in one sentence without its full stop what a record does: "1 stores counter: 4".
	 * `stage` is as before the record. Nothing is written when there is nothing to say.
	 */
	void (*say)(const struct stage *stage, const struct object *object,
		    const struct record *record, struct words *words);

	/* Say what a parked process is about to do, without its number: "store counter". */
	void (*say_next)(const struct stage *stage, const struct object *object,
			 const struct actor *actor, struct words *words);

	/* The set of processes that have it, or a part of it. Optional: nobody ever has one. */
	struct set (*holders)(const struct object *object);

	/*
	 * Who could end a wait of a parked process at the object: put `enders`, `others`, `by` and
	 * `lack` into the wait, which comes filled in for what is held by somebody. False when it
	 * is not this object that is in the way but a part of it. Optional: its holders could.
	 */
	bool (*wait)(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct wait *wait);

	/*
	 * Say what a process that cannot go on waits for at the object, as wait() has found:
	 * "a token of tokens: 1 and 3 have them".
	 */
	void (*say_wait)(const struct stage *stage, const struct object *object,
			 const struct actor *actor, struct words *words);

	/*
	 * In a deadlock: say in whole sentences, each after a space, why what somebody waits for at
	 * the object never comes. Nothing when nobody waits there. Optional.
	 */
	void (*say_never)(const struct stage *stage, const struct object *object,
			  struct words *words);
};

extern const struct object_type object_type_value, object_type_mapping, object_type_pipe,
	object_type_socket, object_type_semaphore, object_type_mutex, object_type_queue,
	object_type_pool, object_type_file, object_type_eventfd, object_type_message_queue,
	object_type_file_lock, object_type_condition, object_type_barrier, object_type_rwlock,
	object_type_event, object_type_manager, object_type_listener;

/* The row of a kind; never NULL. */
const struct object_type *object_type(enum object_kind kind);

#endif
