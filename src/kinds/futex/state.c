#include "kinds/futex/state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "model/kind.h"

static void let_out(struct futex_state *futex, unsigned actor)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < futex->count; i++) {
		if (futex->waiting[i] != actor)
			futex->waiting[kept++] = futex->waiting[i];
	}
	futex->count = (uint8_t)kept;
}

static void enter(struct futex_state *futex, unsigned actor)
{
	let_out(futex, actor);
	if (futex->count < LIMIT_ACTORS)
		futex->waiting[futex->count++] = (uint8_t)actor;
}

/* Who is woken: of more than the record has room for, those who have waited longest. */
static struct set woken_by(const struct futex_state *futex, const struct record *record)
{
	struct set woken = set_none();

	for (unsigned i = 0; i < record->text_length && i < RECORD_TEXT; i++)
		set_add(&woken, (uint8_t)record->text[i] % LIMIT_ACTORS);
	for (unsigned i = 0; i < futex->count && (unsigned)set_count(woken) < record->value; i++)
		set_add(&woken, futex->waiting[i]);
	return woken;
}

static void wake(const struct stage *stage, struct futex_state *futex, const struct record *record)
{
	set_add(&futex->wakers, record->actor);
	if (!record->value) {
		futex->in_vain++;
		futex->vain_step = stage->step;
		futex->vain_by = (uint8_t)(record->actor + 1);
		return;
	}
	for (struct set left = woken_by(futex, record); !set_is_empty(left); set_drop_first(&left))
		let_out(futex, (unsigned)set_first(left));
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct futex_state *futex = futex_own(object);

	futex->is_for_alone |=
		(record->operation == OP_FUTEX_WAIT || record->operation == OP_FUTEX_WAKE) &&
		record->size & FUTEX_FOR_ALONE;
	switch (record->operation) {
	case OP_FUTEX_WAIT:
		if (!record->error)
			enter(futex, record->actor);
		break;
	case OP_FUTEX_WOKEN:
		let_out(futex, record->actor);
		break;
	case OP_FUTEX_WAKE:
		if (!record->error)
			wake(stage, futex, record);
		break;
	}
}

/* The kernel forgets who ends. */
static void leave(struct object *object, const struct actor *actor)
{
	let_out(futex_own(object), actor->number);
}

static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)stage;
	(void)actor;
	wait->enders = futex_of(object)->wakers;
	wait->others = true;
	wait->by = "woken by";
	snprintf(wait->lack, sizeof(wait->lack), "not woken");
	return true;
}

/* --- words ----------------------------------------------------------------------------------- */

static void say_wait_begun(const struct object *object, const struct record *record,
			   struct words *words)
{
	if (record->error == EAGAIN)
		words_add(words,
			  "%u does not wait at %s: the word is %" PRIu64 ", and no longer %" PRIu64,
			  record->actor, object->name, record->value, record->argument);
	else if (record->error)
		kind_say_failed(object, record, words);
	else
		words_add(words, "%u waits at %s, as the word is %" PRIu64, record->actor,
			  object->name, record->argument);
}

static void say_woken(const struct object *object, const struct record *record, struct words *words)
{
	if (record->error == ETIMEDOUT)
		words_add(words, "%u gives up waiting at %s after its time-out", record->actor,
			  object->name);
	else if (record->error == EINTR)
		words_add(words, "%u stops waiting at %s: interrupted by a signal", record->actor,
			  object->name);
	else if (record->error)
		kind_say_failed(object, record, words);
	else
		words_add(words, "%u goes on behind %s", record->actor, object->name);
}

static void say_wake(const struct object *object, const struct record *record, struct words *words)
{
	struct set woken = woken_by(futex_of(object), record);

	if (record->error) {
		kind_say_failed(object, record, words);
		return;
	}
	words_add(words, "%u wakes ", record->actor);
	if (!record->value)
		words_add(words, "nobody");
	else if (set_is_empty(woken))
		words_add(words, "%" PRIu64, record->value);
	words_actors(words, woken, "and");
	words_add(words, " at %s", object->name);
	if (!record->value)
		words_add(words, record->size & FUTEX_FOR_ALONE
					 ? ": no other process hears of it (FUTEX_PRIVATE_FLAG)"
					 : ", where nobody waits");
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	switch (record->operation) {
	case OP_FUTEX_WAIT:
		say_wait_begun(object, record, words);
		break;
	case OP_FUTEX_WOKEN:
		say_woken(object, record, words);
		break;
	case OP_FUTEX_WAKE:
		say_wake(object, record, words);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	switch (actor->next.operation) {
	case OP_FUTEX_WAIT:
		words_add(words, "wait at %s if the word is %" PRIu64, object->name,
			  actor->next.argument);
		break;
	case OP_FUTEX_WAKE:
		if (actor->next.argument >= INT32_MAX)
			words_add(words, "wake all who wait at %s", object->name);
		else
			words_add(words, "wake %" PRIu64 " at %s", actor->next.argument,
				  object->name);
		break;
	default:
		words_add(words, "go on behind %s", object->name);
	}
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	(void)actor;
	words_add(words, "%s: to be woken", object->name);
}

/* Somebody waits to be woken, and the last who would have came when nobody did. */
static void say_never(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct futex_state *futex = futex_of(object);

	(void)stage;
	if (!futex->count)
		return;
	if (futex->is_for_alone) {
		words_add(words,
			  " %s is in shared memory, but with FUTEX_PRIVATE_FLAG no other process "
			  "hears of it.",
			  object->name);
		return;
	}
	if (futex->in_vain)
		words_add(words, " %u woke nobody at %s at step %u: nobody waited there then.",
			  futex->vain_by - 1u, object->name, futex->vain_step);
}

const struct kind_model futex_model = {
	.state_size = sizeof(struct futex_state),
	.fold = fold,
	.leave = leave,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
	.say_never = say_never,
};
