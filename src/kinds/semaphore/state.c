/*
 * A semaphore: its tokens and who has them.
 *
 * The kernel counts tokens and does not know who has them. Here a token belongs to whoever took
 * it until he puts one back. Where tokens are put in by processes that never take any the
 * semaphore carries signals from one to the other, and nobody is "inside".
 */
#include "kinds/semaphore/state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "model/actor.h"
#include "model/kind.h"

static void count(struct semaphore_state *sem, uint64_t tokens, uint64_t before)
{
	if (!sem->known) {
		sem->known = true;
		sem->initial = sem->most = before;
	}
	sem->tokens = tokens;
	if (tokens > sem->most)
		sem->most = tokens;
	sem->used_as_lock = sem->initial == 1 && sem->most == 1 && !sem->signals;
}

static void take(struct semaphore_state *sem, unsigned actor)
{
	set_add(&sem->takers, actor);
	if (sem->signals || sem->held[actor] == UINT8_MAX)
		return;
	sem->held[actor]++;
	set_add(&sem->inside, actor);
	sem->out++;
	if (sem->out > sem->most_inside)
		sem->most_inside = sem->out;
}

static void becomes_signal(struct semaphore_state *sem)
{
	memset(sem->held, 0, sizeof sem->held);
	sem->signals = true;
	sem->inside = set_none();
	sem->out = sem->most_inside = 0;
	sem->used_as_lock = false;
}

/* A token of nobody's comes in: from somebody who had one before it is one too many. */
static void put_extra(struct semaphore_state *sem, unsigned actor, uint32_t step)
{
	if (!(set_has(sem->takers, actor))) {
		becomes_signal(sem);
	} else if (!sem->extra_by) {
		sem->extra_by = (uint8_t)(actor + 1);
		sem->extra_step = step;
	}
}

static void put(struct semaphore_state *sem, unsigned actor, uint32_t step)
{
	set_add(&sem->putters, actor);
	if (sem->signals)
		return;
	if (sem->held[actor] == 0) {
		put_extra(sem, actor, step);
		return;
	}
	sem->out--;
	if (--sem->held[actor] == 0)
		set_remove(&sem->inside, actor);
}

static void start(struct semaphore_state *sem, uint64_t tokens)
{
	memset(sem, 0, sizeof *sem);
	count(sem, tokens, tokens);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct semaphore_state *sem = semaphore_own(object);
	uint64_t tokens = record->value;
	if (record->error || record->actor >= LIMIT_ACTORS)
		return;
	switch (record->operation) {
	case OP_SEM_INIT:
		start(sem, tokens);
		break;
	case OP_SEM_OPEN:
	case OP_SEM_GETVALUE:
		count(sem, tokens, tokens);
		break;
	case OP_SEM_WAIT:
	case OP_SEM_TRYWAIT:
		count(sem, tokens, tokens + 1);
		take(sem, record->actor);
		break;
	case OP_SEM_POST:
		put(sem, record->actor, stage->step);
		count(sem, tokens, tokens > 0 ? tokens - 1 : 0);
		break;
	}
}

static struct set holders(const struct object *object)
{
	return semaphore_of(object)->inside;
}

static bool lock_like(const struct semaphore_state *sem)
{
	return sem->used_as_lock && !sem->extra_by;
}

/*
 * Anybody may put a token in. Only of a lock it is safe to say that its holder will; unless that
 * is who waits: then it may be a count of free places with room for one.
 */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)stage;
	const struct semaphore_state *sem = semaphore_of(object);
	bool has_it = set_has(sem->inside, actor->number);
	wait->others = !lock_like(sem) || set_is_empty(sem->inside) || has_it;
	if (!lock_like(sem))
		snprintf(wait->lack, sizeof wait->lack, "no token");
	if (set_is_empty(sem->inside)) {
		wait->enders = sem->putters;
		wait->by = "posted by";
	}
	return true;
}

/* Words. */

static void say_missing(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct semaphore_state *sem = semaphore_of(object);
	if (!set_is_empty(sem->inside))
		actor_say_holders(stage, sem->inside,
				  lock_like(sem) || sem->out == 1 ? "it" : "them", words);
	else
		words_add(words, "there is none");
}

static void say_awaited(const struct stage *stage, const struct object *object, struct words *words)
{
	words_add(words,
		  lock_like(semaphore_of(object)) ? "%s: " : "a token of %s: ", object->name);
	say_missing(stage, object, words);
}

static void say_failed(const struct stage *stage, const struct object *object,
		       const struct record *record, struct words *words)
{
	if (record->error == ETIMEDOUT)
		words_add(words, "%u gives up after its time-out: ", record->actor);
	else if (record->error != EAGAIN)
		words_add(words, "%u fails (%s): ", record->actor, strerror(record->error));
	else
		words_add(words, "%u does not wait: ", record->actor);
	words_add(words, "it wanted ");
	say_awaited(stage, object, words);
}

static void say_take(const struct object *object, const struct record *record, struct words *words)
{
	if (lock_like(semaphore_of(object)))
		words_add(words, "%u takes %s", record->actor, object->name);
	else
		words_add(words, "%u takes a token of %s: %" PRIu64 " left", record->actor,
			  object->name, record->value);
}

static void say_put(const struct object *object, const struct record *record, struct words *words)
{
	const struct semaphore_state *sem = semaphore_of(object);
	bool had = sem->held[record->actor] > 0;
	bool took = set_has(sem->takers, record->actor);
	if (lock_like(sem) && had) {
		words_add(words, "%u releases %s", record->actor, object->name);
		return;
	}
	words_add(words, "%u puts a token %s %s", record->actor, had ? "back into" : "into",
		  object->name);
	if (took && !had && !sem->signals)
		words_add(words, " that it did not have");
	words_add(words, ": now %" PRIu64, record->value);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	if (record->error) {
		say_failed(stage, object, record, words);
		return;
	}
	switch (record->operation) {
	case OP_SEM_INIT:
		words_add(words, "%u makes %s with ", record->actor, object->name);
		words_count(words, record->value, "token");
		break;
	case OP_SEM_OPEN:
		words_add(words, "%u opens %s", record->actor, object->name);
		break;
	case OP_SEM_WAIT:
	case OP_SEM_TRYWAIT:
		say_take(object, record, words);
		break;
	case OP_SEM_POST:
		say_put(object, record, words);
		break;
	case OP_SEM_GETVALUE:
		words_add(words, "%u looks at %s: ", record->actor, object->name);
		words_count(words, record->value, "token");
		break;
	case OP_SEM_DESTROY:
		words_add(words, "%u gives up %s", record->actor, object->name);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	const struct semaphore_state *sem = semaphore_of(object);
	const char *name = object->name;
	switch (actor->next.operation) {
	case OP_SEM_WAIT:
		words_add(words, lock_like(sem) ? "take %s" : "take a token of %s", name);
		break;
	case OP_SEM_TRYWAIT:
		words_add(words, lock_like(sem) ? "try %s" : "try for a token of %s", name);
		break;
	case OP_SEM_POST:
		words_add(words, lock_like(sem) ? "release %s" : "put a token back into %s", name);
		break;
	case OP_SEM_GETVALUE:
		words_add(words, "look at %s", name);
		break;
	default:
		words_add(words, "%s %s", operation_word(actor->next.operation), name);
	}
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	const struct semaphore_state *sem = semaphore_of(object);
	if (lock_like(sem) && set_equals(object_holders(object), set_of(actor->number)))
		words_add(words, "%s, which it has itself", object->name);
	else
		say_awaited(stage, object, words);
}

static void say_pattern(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct semaphore_state *sem = semaphore_of(object);
	(void)stage;
	if (!sem->known || sem->signals || sem->out <= sem->initial || sem->initial == 0)
		return;
	words_count(words, sem->out, "token");
	words_add(words, " of %s are out, though there were only %u: ", object->name,
		  (unsigned)sem->initial);
	words_actors(words, sem->inside, "and");
	words_add(words, " are inside at once.");
}

static void say_damage(const struct object *object, bool free_run, struct words *words)
{
	const struct semaphore_state *sem = semaphore_of(object);
	if (sem->signals || sem->initial == 0 || sem->most_inside <= sem->initial || !sem->extra_by)
		return;
	words_add(words, "%s began with ", object->name);
	words_count(words, sem->initial, "token");
	words_add(words, ", and %u put back one too many", sem->extra_by - 1u);
	if (!free_run)
		words_add(words, " at step %u", sem->extra_step);
	words_add(words, ".");
}

static enum lock_use lock(const struct object *object)
{
	const struct semaphore_state *sem = semaphore_of(object);
	if (!sem->used_as_lock)
		return LOCK_NONE;
	return set_is_empty(set_union(sem->takers, sem->inside)) ? LOCK_UNUSED : LOCK_USED;
}

/* Those of a lock are shown where it is, and those of a part inside its whole. */
static unsigned tokens_of(const struct object *object, unsigned actor)
{
	const struct semaphore_state *sem = semaphore_of(object);
	if (sem->used_as_lock || sem->signals || object->whole || !set_has(sem->inside, actor))
		return 0;
	return sem->held[actor];
}

const struct kind_model semaphore_model = {
	.state_size = sizeof(struct semaphore_state),
	.lock = lock,
	.tokens_of = tokens_of,
	.say_pattern = say_pattern,
	.say_damage = say_damage,
	.fold = fold,
	.holders = holders,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
