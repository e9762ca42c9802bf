/*
 * The locks of a file: who has which bytes, alone or with others.
 *
 * An flock(2) is of the whole file and belongs to an opening of it, which forked processes share:
 * then both may take it, and either gives it back for both. An fcntl(2) lock is of some bytes and
 * belongs to the process.
 */
#include "kinds/file_lock/state.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include "model/actor.h"
#include "model/kind.h"

/* What a record or an intent is about: [first, end), and how. */
struct wanted {
	uint64_t first, end;
	bool shared, of_actor;
};

static struct wanted wanted_by(uint64_t argument, uint64_t bytes, uint32_t options)
{
	uint64_t first = record_offset(argument);
	return (struct wanted){first, bytes ? first + bytes : UINT64_MAX, options & LOCK_SHARED,
			       options & LOCK_OF_PROCESS};
}

static struct set holders(const struct object *object)
{
	const struct file_lock_state *lock = file_lock_of(object);
	struct set owners = set_none();
	for (unsigned i = 0; i < lock->count; i++)
		set_add(&owners, lock->held[i].actor);
	return owners;
}

static void add(struct file_lock_state *lock, struct held_lock held)
{
	if (lock->count < FILE_LOCKS)
		lock->held[lock->count++] = held;
}

/* Take bytes away from what a process has; what lies before and behind them it keeps. */
static void cut(struct file_lock_state *lock, unsigned actor, const struct wanted *wanted)
{
	struct file_lock_state left = {.used = lock->used};
	for (unsigned i = 0; i < lock->count; i++) {
		struct held_lock held = lock->held[i], rest = held;
		if (held.actor != actor || held.end <= wanted->first || held.first >= wanted->end) {
			add(&left, held);
			continue;
		}
		rest.end = wanted->first;
		if (rest.first < rest.end)
			add(&left, rest);
		rest = held;
		rest.first = wanted->end;
		if (rest.first < rest.end)
			add(&left, rest);
	}
	*lock = left;
}

static void take(struct file_lock_state *lock, unsigned actor, const struct wanted *wanted)
{
	cut(lock, actor, wanted);
	add(lock, (struct held_lock){(uint8_t)actor, wanted->shared, wanted->first, wanted->end});
	lock->used = true;
}

/* Whether a process has it for itself: through one opening with everybody else who has it. */
static bool has_alone(const struct file_lock_state *lock, unsigned actor)
{
	for (unsigned i = 0; i < lock->count; i++)
		if (lock->held[i].actor == actor && !lock->held[i].shared)
			return true;
	return false;
}

static void give_back(struct file_lock_state *lock, const struct record *record,
		      const struct wanted *wanted)
{
	if (!wanted->of_actor && has_alone(lock, record->actor))
		lock->count = 0;
	else
		cut(lock, record->actor, wanted);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct wanted wanted = wanted_by(record->argument, record->value, record->size);
	(void)stage;
	if (record->error)
		return;
	if (record->operation == OP_LOCK || record->operation == OP_TRYLOCK)
		take(file_lock_own(object), record->actor, &wanted);
	else if (record->operation == OP_UNLOCK)
		give_back(file_lock_own(object), record, &wanted);
}

static void leave(struct object *object, const struct actor *actor)
{
	cut(file_lock_own(object), actor->number, &(struct wanted){.end = UINT64_MAX});
}

/* Those other than `process` whose locks stand in the way of one. */
static struct set in_the_way(const struct object *object, unsigned actor,
			     const struct wanted *wanted)
{
	const struct file_lock_state *lock = file_lock_of(object);
	struct set set = set_none();
	for (unsigned i = 0; i < lock->count; i++) {
		const struct held_lock *held = &lock->held[i];
		if (held->actor != actor && held->first < wanted->end &&
		    held->end > wanted->first && !(held->shared && wanted->shared))
			set_add(&set, held->actor);
	}
	return set;
}

static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	struct wanted wanted = wanted_by(actor->next.argument, 0, actor->next.size);
	(void)stage;
	wait->enders = in_the_way(object, actor->number, &wanted);
	wait->others = set_is_empty(wait->enders);
	return true;
}

/* Words. */

/* "lock on counter", or "bytes 0-9 of lock on counter". */
static void say_bytes_of(const struct object *object, const struct wanted *wanted,
			 struct words *words)
{
	if (wanted->first || wanted->end != UINT64_MAX)
		words_add(words, "bytes %" PRIu64 "-", wanted->first);
	if (wanted->end != UINT64_MAX)
		words_add(words, "%" PRIu64, wanted->end - 1);
	if (wanted->first || wanted->end != UINT64_MAX)
		words_add(words, " of ");
	words_add(words, "%s", object->name);
}

static void say_taken(const struct stage *stage, const struct object *object,
		      const struct record *record, struct words *words)
{
	struct wanted wanted = wanted_by(record->argument, record->value, record->size);
	struct set others = in_the_way(object, record->actor, &wanted);
	words_add(words, "%u takes ", record->actor);
	say_bytes_of(object, &wanted, words);
	if (wanted.shared)
		words_add(words, ", shared");
	if (set_is_empty(others))
		return;
	words_add(words, ", although ");
	actor_say_holders(stage, others, "it", words);
	words_add(words, ": through the same opening of the file");
}

static void say_refused(const struct stage *stage, const struct object *object,
			const struct record *record, struct words *words)
{
	struct wanted wanted = wanted_by(record->argument, record->value, record->size);
	struct set others = in_the_way(object, record->actor, &wanted);
	words_add(words, "%u cannot take %s: ", record->actor, object->name);
	if ((record->error == EAGAIN || record->error == EDEADLK) && !set_is_empty(others))
		actor_say_holders(stage, others, "it", words);
	if (record->error == EDEADLK)
		words_add(words, ", and to wait for that would be a deadlock (EDEADLK)");
	else if (record->error != EAGAIN || set_is_empty(others))
		words_add(words, "%s", strerror(record->error));
}

static void say_asked(const struct stage *stage, const struct object *object,
		      const struct record *record, struct words *words)
{
	struct wanted wanted = wanted_by(record->argument, record->value, record->size);
	struct set others = in_the_way(object, record->actor, &wanted);
	words_add(words, "%u asks whether it could take %s: ", record->actor, object->name);
	if (!record->error)
		words_add(words, "it could");
	else if (set_is_empty(others))
		words_add(words, "it could not");
	else
		actor_say_holders(stage, others, "it", words);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	struct wanted wanted = wanted_by(record->argument, record->value, record->size);
	if (record->operation == OP_ASK_LOCK)
		say_asked(stage, object, record, words);
	if (record->operation != OP_LOCK && record->operation != OP_TRYLOCK &&
	    record->operation != OP_UNLOCK)
		return;
	if (record->error) {
		say_refused(stage, object, record, words);
	} else if (record->operation != OP_UNLOCK) {
		say_taken(stage, object, record, words);
	} else {
		words_add(words, record->size & LOCK_BY_CLOSE ? "%u has lost " : "%u releases ",
			  record->actor);
		say_bytes_of(object, &wanted, words);
		if (record->size & LOCK_BY_CLOSE)
			words_add(words, " by closing a descriptor of the file");
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	enum operation operation = actor->next.operation;
	(void)stage;
	words_add(words, "%s %s",
		  operation == OP_UNLOCK     ? "release"
		  : operation == OP_TRYLOCK  ? "try"
		  : operation == OP_ASK_LOCK ? "ask for"
					     : "take",
		  object->name);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	struct wanted wanted = wanted_by(actor->next.argument, 0, actor->next.size);
	struct set others = in_the_way(object, actor->number, &wanted);
	words_add(words, "%s: ", object->name);
	if (!set_is_empty(others))
		actor_say_holders(stage, others, "it", words);
	else
		words_add(words, "an opening of the file that others share still has it");
}

static enum lock_use use_of(const struct object *object)
{
	return file_lock_of(object)->used ? LOCK_USED : LOCK_UNUSED;
}

const struct kind_model file_lock_model = {
	.state_size = sizeof(struct file_lock_state),
	.lock = use_of,
	.fold = fold,
	.leave = leave,
	.holders = holders,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
