/* An event of libmp: a flag that is set or not, and that processes wait to be set. */
#include "kinds/event/state.h"

#include <string.h>
#include "kinds/composite/state.h"
#include "model/actor.h"
#include "model/kind.h"

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct event_state *event = event_own(object);
	(void)stage;
	if (composite_told(record, "set")) {
		event->set = true;
	} else if (composite_told(record, "clear")) {
		event->pulses += event->set;
		event->set = false;
	}
}

/* Words. */

static void say_told(const struct object *object, const struct record *record, struct words *words)
{
	if (composite_told(record, "set"))
		words_add(words, "%u sets %s", record->actor, object->name);
	else if (composite_told(record, "clear"))
		words_add(words, "%u clears %s", record->actor, object->name);
	else if (composite_told(record, "seen"))
		words_add(words, "%u goes on: %s is set", record->actor, object->name);
	else if (composite_told(record, "missed"))
		words_add(words, "%u gives up waiting for %s: its time-out is over", record->actor,
			  object->name);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	if (record->operation == OP_SCOPE_OPEN)
		composite_say_scope(stage, object, record, words);
	else if (record->operation == OP_TELL)
		say_told(object, record, words);
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	const char *word = composite_word(object, actor);
	if (strcmp(word, "wait") == 0)
		words_add(words, "wait for %s", object->name);
	else if (word[0])
		words_add(words, "%s %s", word, object->name);
}

/* Once it is set what is in the way is one of its parts. */
static bool is_awaited(const struct object *object, const struct actor *actor)
{
	return strcmp(composite_word(object, actor), "wait") == 0 && !event_of(object)->set;
}

static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)stage;
	wait->by = "set by";
	strcpy(wait->lack, "not set");
	return is_awaited(object, actor);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	if (is_awaited(object, actor))
		words_add(words, "somebody to set %s", object->name);
}

static bool waits_here(const struct stage *stage, const struct object *object)
{
	for (struct set left = stage_alive(stage); !set_is_empty(left); set_drop_first(&left))
		if (actor_whole(&stage->actors[set_first(left)]) == object->number)
			return true;
	return false;
}

/* It was set, and cleared before those who waited had seen it. */
static void say_never(const struct stage *stage, const struct object *object, struct words *words)
{
	if (!event_of(object)->set && event_of(object)->pulses && waits_here(stage, object))
		words_add(words, " %s was set and cleared again before.", object->name);
}

const struct kind_model event_model = {
	.state_size = sizeof(struct event_state),
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
	.say_never = say_never,
};
