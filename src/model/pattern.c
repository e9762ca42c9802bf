/* Patterns: what is about to go wrong, or just has, at one moment of a run. */
#include "model/kind.h"
#include "model/actor.h"
#include "model/say.h"
#include "kinds/value/state.h"
#include "model/waits.h"

/* Those alive that are not merely waiting for their children: whom "both" can mean. */
static struct set at_work(const struct stage *stage)
{
	struct set set = stage_alive(stage);
	for (unsigned i = 0; i < stage->actor_count; i++) {
		const struct actor *actor = &stage->actors[i];
		if (actor->activity != ACTIVITY_RUNS && actor->next.operation == OP_WAIT)
			set_remove(&set, i);
	}
	return set;
}

/* Whether a process is parked to store over a value that it has loaded. */
static bool about_to_store(const struct actor *actor, const struct object *object)
{
	bool stores = actor->next.operation == OP_STORE || actor->next.operation == OP_WRITE;
	return actor->activity == ACTIVITY_READY && stores &&
	       actor->next.object == object->number && actor->loaded_object == object->number;
}

static void say_both_hold(const struct stage *stage, const struct object *object,
			  struct words *words)
{
	struct set holders = set_none();
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (about_to_store(&stage->actors[i], object) &&
		    object->value.loaded_version[i] == object->value.version + 1)
			set_add(&holders, i);
	int count = set_count(holders);
	if (count < 2)
		return;
	if (count == 2 && set_equals(holders, at_work(stage))) {
		words_add(words, "Both");
	} else {
		words_actors(words, holders, "and");
		words_add(words, count == 2 ? " both" : " all");
	}
	words_add(words, " hold ");
	value_say(&object->value, object->value.content, words);
	words_add(words, count == 2 ? ": whoever stores second wipes out the other's update."
				    : ": every store but the first wipes out another's update.");
}

static void say_stale(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct value_state *value = &object->value;
	for (unsigned i = 0; i < stage->actor_count && words->length == 0; i++) {
		const struct actor *actor = &stage->actors[i];
		if (!about_to_store(actor, object) || !value_stale(object, i))
			continue;
		words_add(words, "%u still holds ", i);
		value_say(value, actor->loaded_value, words);
		words_add(words, ", but %s is ", object->name);
		value_say(value, value->content, words);
		words_add(words, " by now: its store will wipe out %u's update.",
			  value->writer - 1u);
	}
}

static void say_value_pattern(const struct stage *stage, const struct object *object,
			      struct words *words)
{
	if (!value_is_in(object) || object->owner_space || !object->value.known)
		return;
	say_both_hold(stage, object, words);
	if (words->length == 0)
		say_stale(stage, object, words);
}

static void say_torn(const struct stage *stage, const struct object *object, struct words *words)
{
	bool pipe = object->kind == OBJECT_PIPE || object->kind == OBJECT_SOCKET;
	if (!pipe || object->pipe.torn == 0 || object->pipe.torn_step != stage->step)
		return;
	words_add(words, "A message in %s is torn: another process came between its pieces.",
		  object->name);
}

static void say_crowded(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct semaphore_state *sem = &object->semaphore;
	(void)stage;
	if (object->kind != OBJECT_SEMAPHORE || !sem->known || sem->signals ||
	    sem->out <= sem->initial || sem->initial == 0)
		return;
	words_count(words, sem->out, "token");
	words_add(words, " of %s are out, though there were only %u: ", object->name,
		  (unsigned)sem->initial);
	words_actors(words, sem->inside, "and");
	words_add(words, " are inside at once.");
}

/* A condition remembers nothing: who comes too late has to look for himself. */
static void say_lost(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct condition_state *condition = &object->condition;
	if (object->kind != OBJECT_CONDITION || object->whole || condition->lost == 0 ||
	    condition->lost_step != stage->step)
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

/* Those who will never go on, by who waits for whom; the others may not have noticed yet. */
static void say_stuck(const struct stage *stage, struct words *words)
{
	struct waits waits;
	waits_find(&waits, stage, false);
	if (waits.everybody) {
		words_add(words, "Everybody who is left waits, and nobody is left to wake them: "
				 "a deadlock.");
		return;
	}
	struct set set = waits_circle(&waits, 1);
	if (!waits.circles)
		return;
	words_actors(words, set, "and");
	words_add(words,
		  set_count(set) > 1 ? " wait for each other: a circle, and %s goes on again."
				     : " waits for itself: %s goes on again.",
		  set_count(set) == 1	? "it never"
		  : set_count(set) == 2 ? "neither"
					: "none of them");
}

static void (*const patterns[])(const struct stage *, const struct object *, struct words *) = {
	say_torn,
	say_value_pattern,
	say_crowded,
	say_lost,
};

int say_pattern(const struct stage *stage, char *out, size_t size)
{
	struct words words = words_begin(out, size);
	say_stuck(stage, &words);
	for (size_t p = 0; p < sizeof patterns / sizeof patterns[0]; p++)
		for (unsigned i = 0; i < stage->object_count && words.length == 0; i++)
			patterns[p](stage, &stage->objects[i], &words);
	return (int)words.length;
}
