#include "races/held.h"

#include <errno.h>
#include <string.h>

void held_clear(struct held *held)
{
	memset(held, 0, sizeof(*held));
}

static struct lock_held *find(struct held_set *set, unsigned object)
{
	for (unsigned i = 0; i < set->count; i++) {
		if (set->locks[i].object == object)
			return &set->locks[i];
	}
	return NULL;
}

const struct lock_held *held_find(const struct held *held, unsigned actor, unsigned object)
{
	return find((struct held_set *)&held->sets[actor], object);
}

/* A record's argument may be any number. */
static bool is_object(uint64_t number)
{
	return number && number < LIMIT_OBJECTS;
}

static void take(struct held_set *set, uint64_t object, bool is_shared)
{
	struct lock_held *lock;

	if (!is_object(object))
		return;
	lock = find(set, (unsigned)object);
	if (lock) {
		lock->depth = (uint8_t)(lock->depth + (lock->depth < UINT8_MAX));
		lock->is_shared = is_shared;
		return;
	}
	if (set->count == HELD_MAX)
		set->more = true;
	else
		set->locks[set->count++] = (struct lock_held){(uint16_t)object, 1, is_shared};
}

/* Returns whether it had it. */
static bool drop(struct held_set *set, uint64_t object, bool wholly)
{
	struct lock_held *lock = is_object(object) ? find(set, (unsigned)object) : NULL;

	if (!lock)
		return false;
	if (!wholly && --lock->depth > 0)
		return true;
	for (struct lock_held *last = &set->locks[--set->count]; lock < last; lock++)
		lock[0] = lock[1];
	return true;
}

static void drop_all(struct held *held, unsigned object)
{
	for (unsigned i = 0; i < LIMIT_ACTORS; i++)
		drop(&held->sets[i], object, true);
}

/* Nobody has ever had it: a token of it is no right to go on alone. */
static void be_signal(struct held *held, unsigned object)
{
	held->uses[object] = HELD_SIGNAL;
	drop_all(held, object);
}

static void fold_semaphore(struct held *held, const struct record *record)
{
	struct held_set *set = &held->sets[record->actor];
	unsigned object = record->object;

	switch (record->operation) {
	case OP_SEM_SET:
		be_signal(held, object); /* whoever had it has it no more */
		held->uses[object] = record->value == 1 ? HELD_LOCK : HELD_SIGNAL;
		break;
	case OP_SEM_INIT:
	case OP_SEM_OPEN:
		if (held->uses[object] == HELD_UNKNOWN)
			held->uses[object] = record->value == 1 ? HELD_LOCK : HELD_SIGNAL;
		break;
	case OP_SEM_WAIT:
	case OP_SEMOP_TAKE:
	case OP_SEM_TRYWAIT: /* of one that was made before it is shown: this was its only token */
		if (held->uses[object] == HELD_UNKNOWN)
			held->uses[object] = record->value == 0 ? HELD_LOCK : HELD_SIGNAL;
		if (held->uses[object] == HELD_LOCK)
			take(set, object, false);
		break;
	case OP_SEM_POST:
	case OP_SEMOP_PUT:
	case OP_SEM_GIVE_BACK:
		if (!drop(set, object, true))
			be_signal(held, object);
		break;
	}
}

static void fold_file_lock(struct held *held, const struct record *record)
{
	struct held_set *set = &held->sets[record->actor];

	drop(set, record->object, true);
	if (record->operation != OP_UNLOCK)
		take(set, record->object, record->size & LOCK_SHARED);
}

static void fold_done(struct held *held, const struct record *record)
{
	struct held_set *set = &held->sets[record->actor];

	switch (record->operation) {
	case OP_MUTEX_LOCK:
	case OP_MUTEX_TRYLOCK:
	case OP_RWLOCK_WRITE:
	case OP_RWLOCK_TRYWRITE:
		take(set, record->object, false);
		break;
	case OP_RWLOCK_READ:
	case OP_RWLOCK_TRYREAD:
		take(set, record->object, true);
		break;
	case OP_MUTEX_UNLOCK: /* of most kinds anybody may: then whoever had it has it no more */
		if (!drop(set, record->object, false))
			drop_all(held, record->object);
		break;
	case OP_RWLOCK_UNLOCK:
		drop(set, record->object, false);
		break;
	case OP_MUTEX_FOUND:
		take(&held->sets[(record->value - 1) % LIMIT_ACTORS], record->object, false);
		break;
	case OP_COND_WAIT:
		drop(set, record->argument, false);
		break;
	case OP_LOCK:
	case OP_TRYLOCK:
	case OP_UNLOCK:
		fold_file_lock(held, record);
		break;
	default:
		fold_semaphore(held, record);
	}
}

void held_fold(struct held *held, const struct record *record)
{
	if (record->object >= LIMIT_OBJECTS || record->actor >= LIMIT_ACTORS)
		return;
	if (record->operation == OP_COND_WAKE && record->error != ENOTRECOVERABLE)
		take(&held->sets[record->actor], record->argument, false);
	else if (!record->error || record->error == EOWNERDEAD)
		fold_done(held, record);
}
