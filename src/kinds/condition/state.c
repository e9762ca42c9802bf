/*
 * A condition: its waiting room, and the lock that goes with it.
 *
 * Who waits lets the lock go, and takes it again before he goes on. A condition has no memory: a
 * notification that finds nobody in the room is lost.
 */
#include "kinds/condition/state.h"

#include <errno.h>
#include <string.h>
#include "kinds/mutex/state.h"
#include "model/actor.h"
#include "model/kind.h"

static struct mutex_state *mutex_beside(struct stage *stage, const struct record *record)
{
	struct object *object = stage_object(stage, (unsigned)(record->argument & 0xffff));
	return object && object->kind == OBJECT_MUTEX ? mutex_own(object) : NULL;
}

static void leave(struct condition_state *condition, unsigned actor)
{
	uint8_t kept = 0;
	for (unsigned i = 0; i < condition->count; i++)
		if (condition->waiting[i] != actor)
			condition->waiting[kept++] = condition->waiting[i];
	condition->count = kept;
	set_remove(&condition->notified, actor);
}

static void enter(struct stage *stage, struct condition_state *condition,
		  const struct record *record)
{
	struct mutex_state *mutex = mutex_beside(stage, record);
	leave(condition, record->actor);
	if (condition->count < LIMIT_ACTORS)
		condition->waiting[condition->count++] = record->actor;
	condition->mutex = (uint16_t)record->argument;
	if (mutex)
		mutex_release(mutex);
}

static void wake(struct stage *stage, struct condition_state *condition,
		 const struct record *record)
{
	struct mutex_state *mutex = mutex_beside(stage, record);
	bool in_vain = record->error == ETIMEDOUT || record->error == ECANCELED;
	int error = in_vain ? 0 : record->error;
	leave(condition, record->actor);
	if (mutex && (error == 0 || error == EOWNERDEAD))
		mutex_take(mutex, record->actor, error);
}

static void let_out(struct condition_state *condition, unsigned actor)
{
	leave(condition, actor);
	set_add(&condition->notified, actor);
}

static void lose(struct stage *stage, struct condition_state *condition, unsigned actor,
		 unsigned target)
{
	condition->lost++;
	condition->lost_step = stage->step;
	condition->lost_by = (uint8_t)(actor + 1);
	condition->lost_to = (uint8_t)(target < LIMIT_ACTORS ? target + 1 : 0);
}

/* Who a signal lets out, or LIMIT_ACTORS: nobody, or it is not known. */
static unsigned target_of(const struct record *record)
{
	if (record->operation != OP_COND_SIGNAL || record->argument == 0 ||
	    record->argument > LIMIT_ACTORS)
		return LIMIT_ACTORS;
	return (unsigned)record->argument - 1;
}

static bool is_gone(const struct stage *stage, unsigned actor)
{
	return actor < LIMIT_ACTORS && actor_over(&stage->actors[actor]);
}

/* In a free run it is not known who is woken: that shows when he wakes. */
static void notify(struct stage *stage, struct condition_state *condition,
		   const struct record *record)
{
	unsigned target = target_of(record);
	set_add(&condition->notifiers, record->actor);
	if (record->value == COND_UNKNOWN)
		return;
	if (record->value == 0 || is_gone(stage, target))
		lose(stage, condition, record->actor, target);
	if (record->size & COND_UNSHARED)
		return;
	if (target < LIMIT_ACTORS)
		let_out(condition, target);
	while (record->operation == OP_COND_BROADCAST && condition->count)
		let_out(condition, condition->waiting[0]);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct condition_state *condition = condition_own(object);
	switch (record->operation) {
	case OP_COND_INIT:
		memset(condition, 0, sizeof *condition);
		break;
	case OP_COND_WAIT:
		if (record->error == 0)
			enter(stage, condition, record);
		break;
	case OP_COND_WAKE:
		wake(stage, condition, record);
		break;
	case OP_COND_SIGNAL:
	case OP_COND_BROADCAST:
		condition->unshared |= record->size & COND_UNSHARED;
		notify(stage, condition, record);
		break;
	}
}

/* Words. */

static const char *mutex_name(const struct stage *stage, uint64_t number)
{
	const struct object *mutex = stage_find(stage, (unsigned)(number & 0xffff));
	return mutex ? mutex->name : "its mutex";
}

static void say_enter(const struct stage *stage, const struct object *object,
		      const struct record *record, struct words *words)
{
	const char *mutex = mutex_name(stage, record->argument);
	if (record->error == EPERM)
		words_add(words, "%u cannot wait on %s: it does not have %s", record->actor,
			  object->name, mutex);
	else if (record->error)
		words_add(words, "%u cannot wait on %s: %s", record->actor, object->name,
			  strerror(record->error));
	else
		words_add(words, "%u waits on %s, letting %s go", record->actor, object->name,
			  mutex);
}

static void say_wake(const struct stage *stage, const struct object *object,
		     const struct record *record, struct words *words)
{
	const char *mutex = mutex_name(stage, record->argument);
	if (record->error == ETIMEDOUT)
		words_add(words, "%u gives up waiting on %s after its time-out and takes %s again",
			  record->actor, object->name, mutex);
	else if (record->error == ECANCELED)
		words_add(words, "%u is cancelled while it waits on %s, and takes %s again",
			  record->actor, object->name, mutex);
	else if (record->error == ENOTRECOVERABLE)
		words_add(words,
			  "%u wakes and cannot take %s: what its dead owner left was never "
			  "put right",
			  record->actor, mutex);
	else
		words_add(words, "%u wakes and takes %s again", record->actor, mutex);
	if (record->error == EOWNERDEAD)
		mutex_say_death(stage_find(stage, (unsigned)(record->argument & 0xffff)), words);
}

/* Who is let out by a notification; the room is as it was before. */
static struct set woken(const struct condition_state *condition, const struct record *record)
{
	unsigned target = target_of(record);
	struct set set = set_none();
	if (target < LIMIT_ACTORS)
		return set_of(target);
	for (unsigned i = 0; i < condition->count; i++)
		set_add(&set, condition->waiting[i]);
	return set;
}

static void say_notify(const struct stage *stage, const struct object *object,
		       const struct record *record, struct words *words)
{
	bool all = record->operation == OP_COND_BROADCAST;
	unsigned target = target_of(record);
	words_add(words, all ? "%u notifies all on %s" : "%u notifies %s", record->actor,
		  object->name);
	if (record->value == COND_UNKNOWN)
		return;
	if (record->size & COND_UNSHARED) {
		words_add(words, ": it is not process-shared, and no other process hears of it");
	} else if (record->value == 0) {
		words_add(words, ": nobody waits, the notification is lost");
	} else if (is_gone(stage, target)) {
		words_add(words, ": it is for %u, which has ended, and is lost", target);
	} else {
		words_add(words, ": ");
		words_actors(words, woken(condition_of(object), record), "and");
		words_add(words, record->value == 1 ? " is woken" : " are woken");
	}
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	switch (record->operation) {
	case OP_COND_INIT:
		words_add(words, "%u makes %s", record->actor, object->name);
		break;
	case OP_COND_WAIT:
		say_enter(stage, object, record, words);
		break;
	case OP_COND_WAKE:
		say_wake(stage, object, record, words);
		break;
	case OP_COND_SIGNAL:
	case OP_COND_BROADCAST:
		say_notify(stage, object, record, words);
		break;
	case OP_COND_DESTROY:
		words_add(words, "%u gives up %s", record->actor, object->name);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	switch (actor->next.operation) {
	case OP_COND_WAIT:
		words_add(words, "wait on %s", object->name);
		break;
	case OP_COND_WAKE:
		words_add(words, "wake and take %s again", mutex_name(stage, actor->next.argument));
		break;
	case OP_COND_SIGNAL:
		words_add(words, "notify %s", object->name);
		break;
	case OP_COND_BROADCAST:
		words_add(words, "notify all on %s", object->name);
		break;
	}
}

/* Once it is notified it is the lock that it waits for; until then anybody could notify it. */
static const struct object *mutex_awaited(const struct stage *stage, const struct object *object,
					  const struct actor *actor)
{
	bool notified = set_has(condition_of(object)->notified, actor->number);
	return notified ? stage_find(stage, condition_of(object)->mutex) : NULL;
}

static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	const struct object *mutex = mutex_awaited(stage, object, actor);
	if (mutex) {
		wait->object = mutex->number;
		wait->enders = object_holders(mutex);
		wait->others = set_is_empty(wait->enders);
		wait->passes = false;
		return true;
	}
	wait->enders = condition_of(object)->notifiers;
	wait->others = true;
	wait->by = "notified by";
	strcpy(wait->lack, "not notified");
	return true;
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	const struct object *mutex = mutex_awaited(stage, object, actor);
	if (mutex)
		kind_model(mutex->kind)->say_wait(stage, mutex, actor, words);
	else
		words_add(words, "%s: to be notified", object->name);
}

/* Somebody waits for a notification, and the last one came when nobody did. */
static void say_never(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct condition_state *condition = condition_of(object);
	(void)stage;
	if (condition->count == 0 || condition->lost == 0 || object->whole)
		return;
	if (condition->unshared) {
		words_add(words,
			  " %s is in shared memory but not process-shared "
			  "(pthread_condattr_setpshared): who waits does not hear of another "
			  "process.",
			  object->name);
		return;
	}
	words_add(words,
		  condition->lost_to ? " %u's notification of %s"
				     : " A notification without a waiter is lost: %u notified %s",
		  condition->lost_by - 1u, object->name);
	if (condition->lost_step)
		words_add(words, " at step %u", condition->lost_step);
	if (condition->lost_to)
		words_add(words, " was for %u, which has ended, and is lost.",
			  condition->lost_to - 1u);
	else
		words_add(words, ", when nobody waited.");
}

/* A condition remembers nothing: who comes too late has to look for himself. */
static void say_pattern(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct condition_state *condition = condition_of(object);
	if (object->whole || condition->lost == 0 || condition->lost_step != stage->step)
		return;
	if (condition->lost_to)
		words_add(words,
			  "%u has ended in the waiting room of %s, and nobody took it off "
			  "the list.",
			  condition->lost_to - 1u, object->name);
	else
		words_add(words, "Nobody waited on %s: it does not remember a notification.",
			  object->name);
}

const struct kind_model condition_model = {
	.state_size = sizeof(struct condition_state),
	.say_pattern = say_pattern,
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
	.say_never = say_never,
};
