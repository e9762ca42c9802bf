/*
 * A semaphore of POSIX, or one of a set of System V: its tokens and who has them.
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
#include <sys/sem.h>
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

/* Several at a time, of System V: a record may say any number. */
static unsigned number_of(const struct record *record)
{
	return record->argument < UINT8_MAX ? (unsigned)record->argument : UINT8_MAX;
}

static void take_several(struct semaphore_state *sem, const struct record *record)
{
	count(sem, record->value, record->value + record->argument);
	for (unsigned i = number_of(record); i > 0; i--)
		take(sem, record->actor);
}

static void put_several(struct semaphore_state *sem, const struct record *record, uint32_t step)
{
	uint64_t before = record->value > record->argument ? record->value - record->argument : 0;

	for (unsigned i = number_of(record); i > 0; i--)
		put(sem, record->actor, step);
	count(sem, record->value, before);
}

/* What a process has left undone: it may be tokens that are taken away, too. */
static void give_back(struct semaphore_state *sem, const struct record *record, uint32_t step)
{
	if ((int64_t)record->argument >= 0)
		put_several(sem, record, step);
	else
		count(sem, record->value, record->value);
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
	case OP_SEMOP_TAKE:
		take_several(sem, record);
		break;
	case OP_SEMOP_PUT:
		put_several(sem, record, stage->step);
		break;
	case OP_SEM_GIVE_BACK:
		give_back(sem, record, stage->step);
		break;
	case OP_SEM_SET:
		start(sem, tokens);
		break;
	case OP_SEMOP_ZERO:
		count(sem, 0, 0);
		break;
	case OP_SEM_ASK:
		if (record->argument == GETVAL)
			count(sem, tokens, tokens);
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

/* Who waits until all tokens are taken: anybody may take the rest. */
static bool wait_for_none(const struct semaphore_state *sem, struct wait *wait)
{
	wait->enders = sem->takers;
	wait->others = true;
	wait->by = "taken by";
	snprintf(wait->lack, sizeof wait->lack, "%" PRIu64 " left", sem->tokens);
	return true;
}

/*
 * Whether it is by its name that other programs have put tokens in, all of which have ended: then
 * the next may come from outside. That nobody ever has is no reason to wait for one.
 */
static bool has_served(const struct stage *stage, const struct object *object,
		       const struct actor *actor)
{
	const struct semaphore_state *sem = semaphore_of(object);
	bool served = object->name[0] == '/' && sem->signals;
	for (struct set left = sem->putters; served && !set_is_empty(left); set_drop_first(&left)) {
		const struct actor *putter = &stage->actors[set_first(left)];
		served = actor_over(putter) &&
			 stage_space(stage, putter)->image != stage_space(stage, actor)->image;
	}
	return served;
}

/*
 * Anybody may put a token in. Only of a lock it is safe to say that its holder will; unless that
 * is who waits: then it may be a count of free places with room for one.
 */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	const struct semaphore_state *sem = semaphore_of(object);
	bool has_it = set_has(sem->inside, actor->number);
	if (actor->next.operation == OP_SEMOP_ZERO)
		return wait_for_none(sem, wait);
	wait->others = !lock_like(sem) || set_is_empty(sem->inside) || has_it;
	if (has_served(stage, object, actor))
		wait->open_to = OPEN_TO_KNOWING;
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

/* "a token of tokens", "2 tokens of tokens" */
static void say_tokens(const struct object *object, uint64_t tokens, struct words *words)
{
	if (tokens == 1)
		words_add(words, "a token");
	else
		words_count(words, tokens, "token");
	words_add(words, " of %s", object->name);
}

static void say_awaited(const struct stage *stage, const struct object *object, uint64_t tokens,
			struct words *words)
{
	const struct semaphore_state *sem = semaphore_of(object);
	if (lock_like(sem) && tokens == 1)
		words_add(words, "%s", object->name);
	else
		say_tokens(object, tokens, words);
	words_add(words, ": ");
	if (tokens > 1 && sem->tokens) {
		words_add(words, "there %s ", sem->tokens == 1 ? "is" : "are");
		words_count(words, sem->tokens, "token");
	} else {
		say_missing(stage, object, words);
	}
}

/* How many tokens an operation is about: only of System V it may be several. */
static uint64_t tokens_wanted(unsigned operation, uint64_t argument)
{
	return operation == OP_SEMOP_TAKE || operation == OP_SEMOP_PUT ? argument : 1;
}

static void say_not_empty(const struct object *object, struct words *words)
{
	words_add(words, "%s to be empty: ", object->name);
	words_count(words, semaphore_of(object)->tokens, "token");
	words_add(words, semaphore_of(object)->tokens == 1 ? " is there" : " are there");
}

/* Of System V: what has nothing to do with the tokens there are. */
static bool say_refused(const struct object *object, const struct record *record,
			struct words *words)
{
	bool is_wait = record->operation != OP_SEM_SET && record->operation != OP_SEM_ASK &&
		       record->operation != OP_SEMOP_PUT;
	if (record->error == EIDRM)
		words_add(words, "%u is told that %s has been removed", record->actor,
			  object->name);
	else if (!is_wait || record->error == EINVAL || record->error == ERANGE)
		kind_say_failed(object, record, words);
	else
		return false;
	return true;
}

static void say_failed(const struct stage *stage, const struct object *object,
		       const struct record *record, struct words *words)
{
	if (say_refused(object, record, words))
		return;
	if (record->error == ETIMEDOUT)
		words_add(words, "%u gives up after its time-out: ", record->actor);
	else if (record->error != EAGAIN)
		words_add(words, "%u fails (%s): ", record->actor, strerror(record->error));
	else
		words_add(words, "%u does not wait: ", record->actor);
	words_add(words, "it wanted ");
	if (record->operation == OP_SEMOP_ZERO)
		say_not_empty(object, words);
	else
		say_awaited(stage, object, tokens_wanted(record->operation, record->argument),
			    words);
}

static void say_take(const struct object *object, const struct record *record, struct words *words)
{
	words_add(words, "%u takes ", record->actor);
	if (lock_like(semaphore_of(object))) {
		words_add(words, "%s", object->name);
		return;
	}
	say_tokens(object, tokens_wanted(record->operation, record->argument), words);
	words_add(words, ": %" PRIu64 " left", record->value);
}

static void say_put(const struct object *object, const struct record *record, struct words *words)
{
	const struct semaphore_state *sem = semaphore_of(object);
	bool had = sem->held[record->actor] > 0;
	bool took = set_has(sem->takers, record->actor);
	uint64_t tokens = tokens_wanted(record->operation, record->argument);
	if (lock_like(sem) && had && tokens == 1) {
		words_add(words, "%u releases %s", record->actor, object->name);
		return;
	}
	words_add(words, "%u puts ", record->actor);
	if (tokens == 1)
		words_add(words, "a token");
	else
		words_count(words, tokens, "token");
	words_add(words, " %s %s", had ? "back into" : "into", object->name);
	if (took && !had && !sem->signals)
		words_add(words, " that it did not have");
	words_add(words, ": now %" PRIu64, record->value);
}

/* What its process has left undone is undone by its end: SEM_UNDO. */
static void say_give_back(const struct object *object, const struct record *record,
			  struct words *words)
{
	int64_t tokens = (int64_t)record->argument;
	words_add(words, "the end of %u %s ", record->actor,
		  tokens < 0 ? "takes back" : "gives back");
	if (lock_like(semaphore_of(object)) && tokens == 1)
		words_add(words, "%s", object->name);
	else
		say_tokens(object, (uint64_t)(tokens < 0 ? -tokens : tokens), words);
	words_add(words, ": now %" PRIu64, record->value);
}

static void say_asked(const struct object *object, const struct record *record, struct words *words)
{
	words_add(words, "%u asks %s: ", record->actor, object->name);
	if (record->argument == GETPID)
		words_add(words, "process %" PRIu64 " was there last", record->value);
	else if (record->argument == GETNCNT)
		words_add(words, "%" PRIu64 " wait for tokens", record->value);
	else
		words_add(words, "%" PRIu64 " wait for it to be empty", record->value);
}

/* What only semaphores of System V do. */
static void say_system_v(const struct object *object, const struct record *record,
			 struct words *words)
{
	switch (record->operation) {
	case OP_SEMOP_ZERO:
		words_add(words, "%u finds %s empty", record->actor, object->name);
		break;
	case OP_SEM_SET:
		words_add(words, "%u sets %s to ", record->actor, object->name);
		words_count(words, record->value, "token");
		break;
	case OP_SEM_GIVE_BACK:
		say_give_back(object, record, words);
		break;
	case OP_SEM_ASK:
		say_asked(object, record, words);
		break;
	}
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	bool looks = record->operation == OP_SEM_ASK && record->argument == GETVAL;
	if (record->error) {
		say_failed(stage, object, record, words);
		return;
	}
	switch (looks ? OP_SEM_GETVALUE : record->operation) {
	case OP_SEM_INIT:
		words_add(words, "%u makes %s with ", record->actor, object->name);
		words_count(words, record->value, "token");
		break;
	case OP_SEM_OPEN:
		words_add(words, "%u opens %s", record->actor, object->name);
		break;
	case OP_SEM_WAIT:
	case OP_SEM_TRYWAIT:
	case OP_SEMOP_TAKE:
		say_take(object, record, words);
		break;
	case OP_SEM_POST:
	case OP_SEMOP_PUT:
		say_put(object, record, words);
		break;
	case OP_SEM_GETVALUE:
		words_add(words, "%u looks at %s: ", record->actor, object->name);
		words_count(words, record->value, "token");
		break;
	case OP_SEM_DESTROY:
		words_add(words, "%u gives up %s", record->actor, object->name);
		break;
	default:
		say_system_v(object, record, words);
	}
}

static void say_next_of_system_v(const struct object *object, const struct next *next,
				 struct words *words)
{
	const struct semaphore_state *sem = semaphore_of(object);
	switch (next->operation) {
	case OP_SEMOP_TAKE:
		words_add(words, "take ");
		if (lock_like(sem) && next->argument == 1)
			words_add(words, "%s", object->name);
		else
			say_tokens(object, next->argument, words);
		break;
	case OP_SEMOP_PUT:
		if (lock_like(sem) && next->argument == 1)
			words_add(words, "release %s", object->name);
		else
			words_add(words, "put %" PRIu64 " into %s", next->argument, object->name);
		break;
	case OP_SEMOP_ZERO:
		words_add(words, "find %s empty", object->name);
		break;
	default:
		words_add(words, "%s %s", next->operation == OP_SEM_SET ? "set" : "look at",
			  object->name);
	}
	if (next->operation != OP_SEM_SET && next->operation != OP_SEM_ASK && next->size > 1)
		words_add(words, ", and %u more", next->size - 1);
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
	case OP_SEMOP_TAKE:
	case OP_SEMOP_PUT:
	case OP_SEMOP_ZERO:
	case OP_SEM_SET:
	case OP_SEM_ASK:
		say_next_of_system_v(object, &actor->next, words);
		break;
	default:
		words_add(words, "%s %s", operation_word(actor->next.operation), name);
	}
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	const struct semaphore_state *sem = semaphore_of(object);
	if (actor->next.operation == OP_SEMOP_ZERO)
		say_not_empty(object, words);
	else if (lock_like(sem) && set_equals(object_holders(object), set_of(actor->number)))
		words_add(words, "%s, which it has itself", object->name);
	else
		say_awaited(stage, object,
			    tokens_wanted(actor->next.operation, actor->next.argument), words);
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
