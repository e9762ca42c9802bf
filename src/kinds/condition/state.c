/*
 * A condition: its waiting room, and the lock that goes with it.
 *
 * Who waits lets the lock go, and takes it again before he goes on. A condition has no memory: a
 * notification that finds nobody in the room is lost.
 */
#include <errno.h>
#include <string.h>
#include "kinds/mutex/state.h"
#include "model/kind.h"
#include "model/process.h"

static struct mutex_state *mutex_of(struct stage *stage, const struct record *record)
{
	struct object *object = stage_object(stage, (unsigned)(record->argument & 0xffff));
	return object && object->kind == OBJECT_MUTEX ? &object->mutex : NULL;
}

static void leave(struct condition_state *condition, unsigned process)
{
	uint8_t kept = 0;
	for (unsigned i = 0; i < condition->count; i++)
		if (condition->waiting[i] != process)
			condition->waiting[kept++] = condition->waiting[i];
	condition->count = kept;
	condition->notified &= ~(UINT64_C(1) << process);
}

static void enter(struct stage *stage, struct condition_state *condition,
		  const struct record *record)
{
	struct mutex_state *mutex = mutex_of(stage, record);
	leave(condition, record->process);
	if (condition->count < TRACE_PROCESSES)
		condition->waiting[condition->count++] = record->process;
	condition->mutex = (uint16_t)record->argument;
	if (mutex)
		mutex_release(mutex);
}

static void wake(struct stage *stage, struct condition_state *condition,
		 const struct record *record)
{
	struct mutex_state *mutex = mutex_of(stage, record);
	int error = record->error == ETIMEDOUT ? 0 : record->error;
	leave(condition, record->process);
	if (mutex && (error == 0 || error == EOWNERDEAD))
		mutex_take(mutex, record->process, error);
}

static void let_out(struct condition_state *condition, unsigned process)
{
	leave(condition, process);
	condition->notified |= UINT64_C(1) << process;
}

static void lose(struct stage *stage, struct condition_state *condition, unsigned process,
		 unsigned target)
{
	condition->lost++;
	condition->lost_step = stage->step;
	condition->lost_by = (uint8_t)(process + 1);
	condition->lost_to = (uint8_t)(target < TRACE_PROCESSES ? target + 1 : 0);
}

/* Who a signal lets out, or TRACE_PROCESSES: nobody, or it is not known. */
static unsigned target_of(const struct record *record)
{
	if (record->operation != OP_COND_SIGNAL || record->argument == 0 ||
	    record->argument > TRACE_PROCESSES)
		return TRACE_PROCESSES;
	return (unsigned)record->argument - 1;
}

static bool is_gone(const struct stage *stage, unsigned process)
{
	return process < TRACE_PROCESSES && process_over(&stage->processes[process]);
}

/* In a free run it is not known who is woken: that shows when he wakes. */
static void notify(struct stage *stage, struct condition_state *condition,
		   const struct record *record)
{
	unsigned target = target_of(record);
	condition->notifiers |= UINT64_C(1) << record->process;
	if (record->value == COND_UNKNOWN)
		return;
	if (record->value == 0 || is_gone(stage, target))
		lose(stage, condition, record->process, target);
	if (target < TRACE_PROCESSES)
		let_out(condition, target);
	while (record->operation == OP_COND_BROADCAST && condition->count)
		let_out(condition, condition->waiting[0]);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct condition_state *condition = &object->condition;
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
		words_add(words, "%u cannot wait on %s: it does not have %s", record->process,
			  object->name, mutex);
	else if (record->error)
		words_add(words, "%u cannot wait on %s: %s", record->process, object->name,
			  strerror(record->error));
	else
		words_add(words, "%u waits on %s, letting %s go", record->process, object->name,
			  mutex);
}

static void say_wake(const struct stage *stage, const struct object *object,
		     const struct record *record, struct words *words)
{
	const char *mutex = mutex_name(stage, record->argument);
	if (record->error == ETIMEDOUT)
		words_add(words, "%u gives up waiting on %s after its time-out and takes %s again",
			  record->process, object->name, mutex);
	else if (record->error == ENOTRECOVERABLE)
		words_add(words,
			  "%u wakes and cannot take %s: what its dead owner left was never "
			  "put right",
			  record->process, mutex);
	else
		words_add(words, "%u wakes and takes %s again", record->process, mutex);
	if (record->error == EOWNERDEAD)
		mutex_say_death(stage_find(stage, (unsigned)(record->argument & 0xffff)), words);
}

/* Who is let out by a notification; the room is as it was before. */
static uint64_t woken(const struct condition_state *condition, const struct record *record)
{
	unsigned target = target_of(record);
	uint64_t set = 0;
	if (target < TRACE_PROCESSES)
		return UINT64_C(1) << target;
	for (unsigned i = 0; i < condition->count; i++)
		set |= UINT64_C(1) << condition->waiting[i];
	return set;
}

static void say_notify(const struct stage *stage, const struct object *object,
		       const struct record *record, struct words *words)
{
	bool all = record->operation == OP_COND_BROADCAST;
	unsigned target = target_of(record);
	words_add(words, all ? "%u notifies all on %s" : "%u notifies %s", record->process,
		  object->name);
	if (record->value == COND_UNKNOWN)
		return;
	if (record->value == 0) {
		words_add(words, ": nobody waits, the notification is lost");
	} else if (is_gone(stage, target)) {
		words_add(words, ": it is for %u, which has ended, and is lost", target);
	} else {
		words_add(words, ": ");
		words_processes(words, woken(&object->condition, record), "and");
		words_add(words, record->value == 1 ? " is woken" : " are woken");
	}
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	switch (record->operation) {
	case OP_COND_INIT:
		words_add(words, "%u makes %s", record->process, object->name);
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
		words_add(words, "%u gives up %s", record->process, object->name);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct process *process, struct words *words)
{
	switch (process->next.operation) {
	case OP_COND_WAIT:
		words_add(words, "wait on %s", object->name);
		break;
	case OP_COND_WAKE:
		words_add(words, "wake and take %s again",
			  mutex_name(stage, process->next.argument));
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
					  const struct process *process)
{
	bool notified = object->condition.notified >> process->number & 1;
	return notified ? stage_find(stage, object->condition.mutex) : NULL;
}

static bool wait(const struct stage *stage, const struct object *object,
		 const struct process *process, struct wait *wait)
{
	const struct object *mutex = mutex_awaited(stage, object, process);
	if (mutex) {
		wait->object = mutex->number;
		wait->enders = object_holders(mutex);
		wait->others = wait->enders == 0;
		wait->passes = false;
		return true;
	}
	wait->enders = object->condition.notifiers;
	wait->others = true;
	wait->by = "notified by";
	strcpy(wait->lack, "not notified");
	return true;
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct process *process, struct words *words)
{
	const struct object *mutex = mutex_awaited(stage, object, process);
	if (mutex)
		object_type(mutex->kind)->say_wait(stage, mutex, process, words);
	else
		words_add(words, "%s: to be notified", object->name);
}

/* Somebody waits for a notification, and the last one came when nobody did. */
static void say_never(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct condition_state *condition = &object->condition;
	(void)stage;
	if (condition->count == 0 || condition->lost == 0 || object->whole)
		return;
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

const struct object_type object_type_condition = {
	.word = "condition",
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
	.say_never = say_never,
};
