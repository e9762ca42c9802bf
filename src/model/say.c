/* A run in plain words: who speaks of what. The words themselves are beside what they tell of. */
#include "model/say.h"

#include "model/actor.h"
#include "model/fold.h"
#include "model/kind.h"
#include "model/waits.h"

/* The first record about an object speaks of one that is not on the stage yet. */
static void say_of_object(const struct stage *stage, const struct record *record,
			  struct words *words)
{
	const struct object *object = stage_find(stage, record->object);
	struct object_alone preview;
	if (record->operation == OP_PARK)
		return;
	if (!object && stage_preview(stage, record, &preview))
		object = &preview.object;
	if (object)
		kind_model(object->kind)->say(stage, object, record, words);
}

int say_record(const struct stage *before, const struct record *record, char *out, size_t size)
{
	struct words words = words_begin(out, size);
	if (record->actor >= LIMIT_ACTORS || record->operation >= OP_COUNT ||
	    (record->flags & RECORD_MORE))
		return 0;
	actor_say(before, record, &words);
	if (words.length == 0)
		say_of_object(before, record, &words);
	return (int)words.length;
}

/* An ended process is about to do nothing, and what it was about to do is not to be told. */
static bool parked(const struct actor *actor)
{
	return actor->activity == ACTIVITY_READY || actor->activity == ACTIVITY_WAITS;
}

/* The object that a process parked for, not the whole that this is a part of. */
static void say_next_object(const struct stage *stage, const struct actor *actor,
			    struct words *words)
{
	const struct object *object = stage_find(stage, actor->next.object);
	if (object)
		kind_model(object->kind)->say_next(stage, object, actor, words);
	else
		actor_say_next(actor, words);
}

/* What it waits for, at the object that is in the way. */
static int say_wait_at(const struct stage *stage, const struct actor *actor, bool inside, char *out,
		       size_t size)
{
	struct words words = words_begin(out, size);
	if (!parked(actor))
		return 0;
	struct wait wait = wait_of(stage, actor, inside);
	const struct object *object = stage_find(stage, wait.object);
	if (object)
		kind_model(object->kind)->say_wait(stage, object, actor, &words);
	else
		actor_say_wait(stage, actor, &words);
	if (actor->next.in_handler)
		words_add(&words, ", in a signal handler");
	return (int)words.length;
}

int say_next_part(const struct stage *stage, const struct actor *actor, char *out, size_t size)
{
	struct words words = words_begin(out, size);
	if (parked(actor))
		say_next_object(stage, actor, &words);
	return (int)words.length;
}

int say_wait_part(const struct stage *stage, const struct actor *actor, char *out, size_t size)
{
	return say_wait_at(stage, actor, true, out, size);
}

int say_next(const struct stage *stage, const struct actor *actor, char *out, size_t size)
{
	struct words words = words_begin(out, size);
	const struct object *whole = stage_find(stage, actor_whole(actor));
	if (!parked(actor))
		return 0;
	if (whole)
		kind_model(whole->kind)->say_next(stage, whole, actor, &words);
	if (words.length == 0)
		say_next_object(stage, actor, &words);
	return (int)words.length;
}

int say_wait(const struct stage *stage, const struct actor *actor, char *out, size_t size)
{
	return say_wait_at(stage, actor, false, out, size);
}
