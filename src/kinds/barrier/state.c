/*
 * A barrier: who has arrived, and whether all have. One of the C library is known by its own
 * calls; one of libmp tells what becomes of it.
 */
#include "kinds/barrier/state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "kinds/composite/state.h"
#include "model/actor.h"
#include "model/kind.h"

static void arrive(struct barrier_state *barrier, unsigned actor)
{
	set_add(&barrier->users, actor);
	set_add(&barrier->arrived, actor);
	set_remove(&barrier->let_through, actor);
	if (!barrier->parties || (unsigned)set_count(barrier->arrived) < barrier->parties)
		return;
	barrier->generation++;
	barrier->let_through =
		set_union(barrier->let_through, set_without(barrier->arrived, actor));
	barrier->arrived = set_none();
}

static void leave(struct barrier_state *barrier, unsigned actor)
{
	set_remove(&barrier->arrived, actor);
	set_remove(&barrier->let_through, actor);
}

static void fold_told(struct barrier_state *barrier, const struct record *record)
{
	if (composite_told(record, "arrive"))
		arrive(barrier, record->actor);
	else if (composite_told(record, "leave"))
		leave(barrier, record->actor);
	else if (composite_told(record, "break"))
		barrier->broken = true;
	else if (composite_told(record, "reset"))
		*barrier = (struct barrier_state){.parties = barrier->parties,
						  .users = barrier->users,
						  .generation = barrier->generation};
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct barrier_state *barrier = barrier_own(object);
	(void)stage;
	switch (record->operation) {
	case OP_NAME:
		barrier->parties = object->size;
		break;
	case OP_BARRIER_INIT:
		*barrier = (struct barrier_state){.parties = (uint32_t)record->value};
		break;
	case OP_BARRIER_WAIT:
		arrive(barrier, record->actor);
		break;
	case OP_BARRIER_LEAVE:
		leave(barrier, record->actor);
		break;
	case OP_TELL:
		fold_told(barrier, record);
		break;
	}
}

/* Words. */

static void say_arrive(const struct object *object, const struct record *record,
		       struct words *words)
{
	const struct barrier_state *barrier = barrier_of(object);
	unsigned there = (unsigned)set_count(barrier->arrived) + 1;
	words_add(words, "%u arrives at %s", record->actor, object->name);
	if (there == barrier->parties)
		words_add(words, ", the last of %u: all go on", there);
	else if (barrier->parties)
		words_add(words, ": %u of %u are there", there, barrier->parties);
}

static void say_leave(const struct object *object, const struct record *record, struct words *words)
{
	words_add(words, "%u is let through %s", record->actor, object->name);
}

static void say_told(const struct object *object, const struct record *record, struct words *words)
{
	if (composite_told(record, "arrive"))
		say_arrive(object, record, words);
	else if (composite_told(record, "leave") && barrier_of(object)->broken)
		words_add(words, "%u goes on: %s is broken", record->actor, object->name);
	else if (composite_told(record, "leave"))
		say_leave(object, record, words);
	else if (composite_told(record, "break"))
		words_add(words, "%u breaks %s: nobody waits at it any more", record->actor,
			  object->name);
	else if (composite_told(record, "reset"))
		words_add(words, "%u puts %s back to its beginning", record->actor, object->name);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	switch (record->operation) {
	case OP_SCOPE_OPEN:
		composite_say_scope(stage, object, record, words);
		break;
	case OP_BARRIER_INIT:
		words_add(words, "%u makes %s for %u", record->actor, object->name,
			  (unsigned)record->value);
		break;
	case OP_BARRIER_WAIT:
		say_arrive(object, record, words);
		break;
	case OP_BARRIER_LEAVE:
		say_leave(object, record, words);
		break;
	case OP_TELL:
		say_told(object, record, words);
		break;
	case OP_BARRIER_DESTROY:
		words_add(words, "%u gives up %s", record->actor, object->name);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	const char *word = composite_word(object, actor);
	if (strcmp(word, "wait") != 0 && word[0])
		words_add(words, "%s %s", word, object->name);
	else if (set_has(set_union(barrier_of(object)->arrived, barrier_of(object)->let_through),
			 actor->number))
		words_add(words, "go through %s", object->name);
	else
		words_add(words, "arrive at %s", object->name);
}

/* Before it has arrived, or when all have, it is a part of the barrier that is in the way. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)stage;
	const struct barrier_state *barrier = barrier_of(object);
	if (!(set_has(barrier->arrived, actor->number)))
		return false;
	wait->enders = set_minus(barrier->users, barrier->arrived);
	wait->others = true;
	wait->by = "completed by";
	snprintf(wait->lack, sizeof wait->lack, "%d of %" PRIu32 " there",
		 set_count(barrier->arrived), barrier->parties);
	return true;
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	const struct barrier_state *barrier = barrier_of(object);
	struct set ended = set_minus(barrier->arrived, stage_alive(stage));
	if (!(set_has(barrier->arrived, actor->number)))
		return;
	words_add(words, "%s: %d of %" PRIu32 " are there", object->name,
		  set_count(barrier->arrived), barrier->parties);
	if (set_is_empty(ended))
		return;
	words_add(words, ", and ");
	words_actors(words, ended, "and");
	words_add(words, set_count(ended) > 1 ? " have ended" : " has ended");
}

const struct kind_model barrier_model = {
	.state_size = sizeof(struct barrier_state),
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
