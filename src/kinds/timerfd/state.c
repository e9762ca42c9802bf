/* A timerfd: a timer of the run's clock that is read: how often it has gone off since. */
#include "kinds/timerfd/state.h"

#include <inttypes.h>
#include <string.h>
#include "model/actor.h"
#include "model/kind.h"

static struct timerfd_state *own(struct object *object)
{
	return object_own(object, sizeof(struct timerfd_state));
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct timerfd_state *timer = own(object);
	(void)stage;
	if (record->operation == OP_SET_TIMER)
		*timer = (struct timerfd_state){record->argument, record->value};
	else if (record->operation == OP_READ && !record->error && !timer->period_ns)
		timer->after_ns = 0;
}

/* It ends by itself, unless somebody has to set the timer first. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)stage;
	(void)actor;
	wait->passes = wait->passes || timerfd_of(object)->after_ns > 0;
	wait->others = true;
	return true;
}

static uint64_t times(const struct record *record)
{
	uint64_t number = 0;
	memcpy(&number, record->text, sizeof number);
	return number;
}

static void say_read(const struct object *object, const struct record *record, struct words *words)
{
	words_add(words, "%u reads that %s has gone off ", record->actor, object->name);
	if (times(record) == 1)
		words_add(words, "once");
	else
		words_add(words, "%" PRIu64 " times", times(record));
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	if (record->operation == OP_TIMERFD)
		words_add(words, "%u makes %s", record->actor, object->name);
	else if (record->operation == OP_CLOSE)
		words_add(words, "%u closes %s", record->actor, object->name);
	else if (record->operation == OP_SET_TIMER)
		actor_say_timer(record, object->name, words);
	else if (record->error)
		words_add(words, "%u cannot %s %s: %s", record->actor,
			  operation_word(record->operation), object->name, strerror(record->error));
	else if (record->operation == OP_READ)
		say_read(object, record, words);
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	words_add(words, "%s %s",
		  actor->next.operation == OP_SET_TIMER ? "set"
							: operation_word(actor->next.operation),
		  object->name);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	(void)actor;
	words_add(words, "%s to go off%s", object->name,
		  timerfd_of(object)->after_ns ? "" : ", which is not set");
}

const struct kind_model timerfd_model = {
	.state_size = sizeof(struct timerfd_state),
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
