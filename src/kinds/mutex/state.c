/* A process-shared mutex: who owns it, and what becomes of it when its owner dies. */
#include "kinds/mutex/state.h"

#include <errno.h>
#include <string.h>
#include "model/actor.h"
#include "model/kind.h"

void mutex_take(struct mutex_state *mutex, unsigned actor, int error)
{
	bool again = mutex->owner == actor + 1;
	if (!again)
		mutex->last_owner = mutex->owner;
	mutex->depth = (uint8_t)(again && mutex->depth < UINT8_MAX ? mutex->depth + 1 : 1);
	mutex->owner = (uint8_t)(actor + 1);
	mutex->owner_died = error == EOWNERDEAD;
}

void mutex_release(struct mutex_state *mutex)
{
	if (mutex->depth > 1) {
		mutex->depth--;
		return;
	}
	mutex->last_owner = mutex->owner;
	mutex->owner = mutex->depth = 0;
}

/* What is so already has been told. */
static void mutex_hold(struct mutex_state *mutex, uint8_t owner)
{
	if (owner != mutex->owner)
		mutex->last_owner = mutex->owner;
	mutex->depth = owner == mutex->owner ? mutex->depth : owner != 0;
	mutex->owner = owner;
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct mutex_state *mutex = mutex_own(object);
	if (record->error && record->error != EOWNERDEAD)
		return;
	switch (record->operation) {
	case OP_MUTEX_INIT:
		*mutex = (struct mutex_state){.options = (uint8_t)record->argument};
		break;
	case OP_MUTEX_LOCK:
	case OP_MUTEX_TRYLOCK:
		mutex_take(mutex, record->actor, record->error);
		break;
	case OP_MUTEX_UNLOCK:
		mutex_release(mutex);
		break;
	case OP_MUTEX_CONSISTENT:
		mutex->owner_died = false;
		break;
	case OP_STREAM_HELD:
		mutex_hold(mutex, (uint8_t)record->value);
		break;
	case OP_MUTEX_FOUND:
		mutex_take(mutex, (unsigned)(record->value - 1) % LIMIT_ACTORS, 0);
		mutex->came_locked =
			stage->actors[record->actor].space != stage->actors[mutex->owner - 1].space;
		break;
	}
}

static struct set holders(const struct object *object)
{
	uint8_t owner = mutex_of(object)->owner;
	return owner > 0 && owner <= LIMIT_ACTORS ? set_of(owner - 1u) : set_none();
}

/* Words. */

void mutex_say_death(const struct object *object, struct words *words)
{
	if (object && object->kind == OBJECT_MUTEX && mutex_of(object)->owner)
		words_add(words, ": its owner %u died with it", mutex_of(object)->owner - 1u);
	else
		words_add(words, ": its owner died with it");
}

static void say_taken(const struct object *object, const struct record *record, struct words *words)
{
	const struct mutex_state *mutex = mutex_of(object);
	words_add(words, "%u takes %s", record->actor, object->name);
	if (record->error == EOWNERDEAD)
		mutex_say_death(object, words);
	else if (mutex->owner == record->actor + 1)
		words_add(words, " once more");
}

static void say_failed(const struct stage *stage, const struct object *object,
		       const struct record *record, struct words *words)
{
	const struct mutex_state *mutex = mutex_of(object);
	words_add(words, "%u cannot %s %s: ", record->actor,
		  record->operation == OP_MUTEX_UNLOCK ? "release" : "take", object->name);
	if (record->error == EBUSY && mutex->owner)
		actor_say_holders(stage, holders(object), "it", words);
	else if (record->error == EDEADLK)
		words_add(words, "it has it already");
	else if (record->error == EPERM)
		words_add(words, "it does not have it");
	else if (record->error == ENOTRECOVERABLE)
		words_add(words, "what its dead owner left was never put right");
	else if (record->error == ETIMEDOUT)
		words_add(words, "its time-out is over");
	else
		words_add(words, "%s", strerror(record->error));
}

static void say_found(const struct stage *stage, const struct object *object,
		      const struct record *record, struct words *words)
{
	unsigned owner = (unsigned)(record->value - 1) % LIMIT_ACTORS;
	if (stage->actors[owner].space == stage->actors[record->actor].space)
		words_add(words, "%u has %s already", owner, object->name);
	else
		words_add(words, "%u's copy of a mutex, %s, is locked: %u had it at the fork",
			  record->actor, object->name, owner);
}

static void say_held(const struct object *object, const struct record *record, struct words *words)
{
	if (record->value)
		words_add(words, "%u has %s meanwhile", (unsigned)record->value - 1, object->name);
	else
		words_add(words, "%u has done with %s", record->actor, object->name);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	if (record->error && record->error != EOWNERDEAD) {
		say_failed(stage, object, record, words);
		return;
	}
	switch (record->operation) {
	case OP_MUTEX_INIT:
		words_add(words, "%u makes %s", record->actor, object->name);
		break;
	case OP_MUTEX_LOCK:
	case OP_MUTEX_TRYLOCK:
		say_taken(object, record, words);
		break;
	case OP_MUTEX_UNLOCK:
		words_add(words, "%u releases %s", record->actor, object->name);
		break;
	case OP_MUTEX_CONSISTENT:
		words_add(words, "%u has put right what %s protects", record->actor, object->name);
		break;
	case OP_MUTEX_DESTROY:
		words_add(words, "%u gives up %s", record->actor, object->name);
		break;
	case OP_STREAM:
		words_add(words, "%u uses %s", record->actor, object->name);
		break;
	case OP_STREAM_UNLOCKED:
		words_add(words, "%u uses %s without its lock", record->actor, object->name);
		break;
	case OP_STREAM_HELD:
		say_held(object, record, words);
		break;
	case OP_MUTEX_FOUND:
		say_found(stage, object, record, words);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	enum operation operation = actor->next.operation;
	const char *verb = operation == OP_MUTEX_LOCK	   ? "take"
			   : operation == OP_MUTEX_TRYLOCK ? "try"
			   : operation == OP_MUTEX_UNLOCK  ? "release"
			   : operation == OP_MUTEX_SLEEP   ? "sleep on"
			   : operation == OP_STREAM || operation == OP_STREAM_UNLOCKED
				   ? "use"
				   : operation_word(operation);
	words_add(words, "%s %s", verb, object->name);
}

/* Nobody can wake who sleeps on one that is not process-shared, or release what a fork brought. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)stage;
	if (actor->next.operation == OP_MUTEX_SLEEP || mutex_of(object)->came_locked) {
		wait->enders = set_none();
		wait->others = false;
	}
	return true;
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	uint8_t owner = mutex_of(object)->owner;
	words_add(words, "%s", object->name);
	if (actor->next.operation == OP_MUTEX_SLEEP)
		words_add(words, ", which is in shared memory but not process-shared "
				 "(pthread_mutexattr_setpshared): nobody wakes it");
	else if (owner == actor->number + 1)
		words_add(words, ", which it has itself");
	else if (owner && mutex_of(object)->came_locked) {
		words_add(words, ": ");
		actor_say_who(stage, set_of(owner - 1u), words);
		words_add(words, " had it when this process was forked, so that nobody here can "
				 "release it");
	} else if (owner) {
		words_add(words, ": ");
		actor_say_holders(stage, holders(object), "it", words);
	}
}

static enum lock_use use_of(const struct object *object)
{
	return mutex_of(object)->owner || mutex_of(object)->last_owner ? LOCK_USED : LOCK_UNUSED;
}

const struct kind_model mutex_model = {
	.state_size = sizeof(struct mutex_state),
	.lock = use_of,
	.fold = fold,
	.holders = holders,
	.say = say,
	.say_next = say_next,
	.wait = wait,
	.say_wait = say_wait,
};
