/* A read-write lock: many read, or one writes. */
#include "kinds/rwlock/state.h"

#include <errno.h>
#include <string.h>
#include "model/actor.h"
#include "model/kind.h"

static bool writes(enum operation operation)
{
	return operation == OP_RWLOCK_WRITE || operation == OP_RWLOCK_TRYWRITE;
}

static void take(struct rwlock_state *lock, const struct record *record)
{
	lock->used = true;
	if (writes(record->operation)) {
		lock->writer = (uint8_t)(record->actor + 1);
		return;
	}
	set_add(&lock->readers, record->actor);
	if (lock->held[record->actor] < UINT8_MAX)
		lock->held[record->actor]++;
}

static void release(struct rwlock_state *lock, unsigned actor)
{
	if (lock->writer == actor + 1) {
		lock->writer = 0;
		return;
	}
	if (lock->held[actor] > 0)
		lock->held[actor]--;
	if (lock->held[actor] == 0)
		set_remove(&lock->readers, actor);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct rwlock_state *lock = rwlock_own(object);
	(void)stage;
	if (record->error)
		return;
	switch (record->operation) {
	case OP_RWLOCK_INIT:
		memset(lock, 0, sizeof *lock);
		break;
	case OP_RWLOCK_READ:
	case OP_RWLOCK_TRYREAD:
	case OP_RWLOCK_WRITE:
	case OP_RWLOCK_TRYWRITE:
		take(lock, record);
		break;
	case OP_RWLOCK_UNLOCK:
		release(lock, record->actor);
		break;
	}
}

/* Words. */

static const char *purpose(enum operation operation)
{
	return writes(operation) ? "for writing" : "for reading";
}

static struct set holders(const struct object *object)
{
	const struct rwlock_state *lock = rwlock_of(object);
	return lock->writer ? set_of(lock->writer - 1u) : lock->readers;
}

static void say_holders(const struct stage *stage, const struct object *object, struct words *words)
{
	struct set set = holders(object);
	if (set_is_empty(set))
		return;
	words_add(words, ": ");
	actor_say_holders(stage, set,
			  rwlock_of(object)->writer ? "it for writing" : "it for reading", words);
}

static void say_failed(const struct stage *stage, const struct object *object,
		       const struct record *record, struct words *words)
{
	if (record->operation == OP_RWLOCK_UNLOCK)
		words_add(words, "%u cannot release %s", record->actor, object->name);
	else
		words_add(words, "%u cannot take %s %s", record->actor, object->name,
			  purpose(record->operation));
	if (record->error == EBUSY)
		say_holders(stage, object, words);
	else if (record->error == EDEADLK)
		words_add(words, ": it has it already");
	else if (record->error == ETIMEDOUT)
		words_add(words, ": its time-out is over");
	else
		words_add(words, ": %s", strerror(record->error));
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	if (record->error) {
		say_failed(stage, object, record, words);
		return;
	}
	switch (record->operation) {
	case OP_RWLOCK_INIT:
		words_add(words, "%u makes %s", record->actor, object->name);
		break;
	case OP_RWLOCK_READ:
	case OP_RWLOCK_TRYREAD:
	case OP_RWLOCK_WRITE:
	case OP_RWLOCK_TRYWRITE:
		words_add(words, "%u takes %s %s", record->actor, object->name,
			  purpose(record->operation));
		break;
	case OP_RWLOCK_UNLOCK:
		words_add(words, "%u releases %s", record->actor, object->name);
		break;
	case OP_RWLOCK_DESTROY:
		words_add(words, "%u gives up %s", record->actor, object->name);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	enum operation operation = actor->next.operation;
	bool tries = operation == OP_RWLOCK_TRYREAD || operation == OP_RWLOCK_TRYWRITE;
	if (operation == OP_RWLOCK_UNLOCK)
		words_add(words, "release %s", object->name);
	else
		words_add(words, "%s %s %s", tries ? "try" : "take", object->name,
			  purpose(operation));
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	words_add(words, "%s %s", object->name, purpose(actor->next.operation));
	say_holders(stage, object, words);
}

static enum lock_use use_of(const struct object *object)
{
	return rwlock_of(object)->used ? LOCK_USED : LOCK_UNUSED;
}

const struct kind_model rwlock_model = {
	.state_size = sizeof(struct rwlock_state),
	.lock = use_of,
	.fold = fold,
	.holders = holders,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
