/*
 * One kind of object as the model knows it: how records change it and how it is put into words.
 *
 * Each kind's state.c ends in its row, FOLDER_model; kinds.def lists them.
 */
#ifndef IPCSTAGE_MODEL_KIND_H
#define IPCSTAGE_MODEL_KIND_H

#include <stddef.h>
#include "model/stage.h"
#include "model/wait.h"
#include "model/words.h"

struct item;
struct value_state;

enum lock_use {
	LOCK_NONE,   /* it is no lock, or is not used as one */
	LOCK_UNUSED, /* nobody has ever taken it */
	LOCK_USED,
};

struct kind_model {
	size_t state_size; /* bytes of private state an object has, STAGE_STATE at most */

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

	/*
	 * The value in it: of a place in shared memory, or a file that holds a number; NULL when it
	 * has none just now. Optional: it never has.
	 */
	const struct value_state *(*value)(const struct object *object);

	/* The item in it with a number, NULL when it is not kept. Optional: it has none. */
	const struct item *(*item)(const struct object *object, uint64_t id);

	/* Whether it keeps others out, and was ever taken. Optional: it never does. */
	enum lock_use (*lock)(const struct object *object);

	/* Tokens that a process has in hand and that are shown so. Optional: none. */
	unsigned (*tokens_of)(const struct object *object, unsigned actor);

	/*
	 * What is going wrong at it at this moment, or just has, as whole sentences. Nothing when
	 * nothing is. Optional.
	 */
	void (*say_pattern)(const struct stage *stage, const struct object *object,
			    struct words *words);

	/*
	 * What has gone wrong at it in the whole run, for a verdict, as whole sentences; of a free
	 * run the steps are not known. Nothing when nothing has. Optional.
	 */
	void (*say_damage)(const struct object *object, bool free_run, struct words *words);

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

#define KIND(name, folder, ...) extern const struct kind_model folder##_model;
#include "kinds/kinds.def"
#undef KIND

/* The same for an object, where the slot is empty too: NULL, LOCK_NONE, 0. */
const struct value_state *object_value(const struct object *object);
const struct item *object_item(const struct object *object, uint64_t id);
enum lock_use object_lock(const struct object *object);
unsigned object_tokens_of(const struct object *object, unsigned actor);

/* The set of processes that have an object: the owner of a lock, those with a token. */
struct set object_holders(const struct object *object);

/* "2 fails at semaphores 1 (semop_take): Invalid argument": of what no kind has words for. */
void kind_say_failed(const struct object *object, const struct record *record, struct words *words);

/* The row of a kind; never NULL. */
const struct kind_model *kind_model(unsigned kind);

#endif
