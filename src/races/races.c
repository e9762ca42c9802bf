#include "races/races.h"

#include <stdlib.h>
#include <string.h>
#include "base/vector.h"
#include "races/order.h"

enum {
	SETS_MAX = UINT16_MAX - 1,
	SET_UNKNOWN = UINT16_MAX, /* there was no room for it */
	SLOTS = 2 * RACES_MAX,	  /* a power of two */
};

/* Of the accesses to an object that others might have come between. Steps are + 1, 0 never. */
struct guarded {
	struct set users;
	uint32_t shared;     /* since which step several have come to it */
	uint32_t broken;     /* ... and since which there is no lock that all had */
	uint32_t plain;	     /* ... and that not all were atomic */
	uint32_t lock_since; /* ... and that `lock` is known of */
	struct held_set all; /* the locks that all had */
	uint16_t lock;	     /* one that was held, the last that all had if there was one */
};

struct races {
	struct order order;
	struct shadow *shadow;
	struct held_set *sets; /* of locks, each once; the first one is empty */
	size_t set_count, set_room;
	uint16_t had[LIMIT_ACTORS]; /* the set that each actor had at its last access */
	unsigned objects;	    /* those with a lower number may have been accessed */
	struct guarded guarded[LIMIT_OBJECTS];
	bool cut; /* there may be more races than are in the list */
	size_t count;
	uint16_t slots[SLOTS]; /* by hash: number in the list + 1, 0 free */
	struct race list[RACES_MAX];
};

struct races *races_new(void)
{
	struct races *races = calloc(1, sizeof(*races));

	if (races)
		races->shadow = shadow_new();
	if (!races || !races->shadow) {
		free(races);
		return NULL;
	}
	return races;
}

void races_free(struct races *races)
{
	if (!races)
		return;
	order_release(&races->order);
	shadow_free(races->shadow);
	free(races->sets);
	free(races);
}

void races_clear(struct races *races)
{
	order_clear(&races->order);
	shadow_clear(races->shadow);
	memset(races->had, 0, sizeof(races->had));
	memset(races->guarded, 0, races->objects * sizeof(races->guarded[0]));
	races->objects = 0;
	if (races->count)
		memset(races->slots, 0, sizeof(races->slots));
	races->set_count = races->count = 0;
	races->cut = false;
}

/* --- locks -------------------------------------------------------------------------------------
 */

static bool is_same_set(const struct held_set *a, const struct held_set *b)
{
	if (a->count != b->count || a->more != b->more)
		return false;
	for (unsigned i = 0; i < a->count; i++) {
		if (a->locks[i].object != b->locks[i].object ||
		    a->locks[i].is_shared != b->locks[i].is_shared)
			return false;
	}
	return true;
}

static bool has_room_for_set(struct races *races)
{
	struct held_set *sets = races->sets;

	if (races->set_count == SETS_MAX)
		return false;
	sets = vector_with_room(sets, &races->set_room, races->set_count, sizeof(*sets));
	if (sets)
		races->sets = sets;
	return sets != NULL;
}

/* The number of the set of locks that an actor has now, + 1; 0 for none. */
static uint16_t set_now(struct races *races, unsigned actor)
{
	const struct held_set *now = &races->order.held.sets[actor];
	uint16_t had = races->had[actor];

	if (!now->count && !now->more)
		return 0;
	races->cut |= now->more;
	if (had && is_same_set(now, &races->sets[had - 1]))
		return had;
	for (size_t i = 0; i < races->set_count; i++) {
		if (is_same_set(now, &races->sets[i]))
			return races->had[actor] = (uint16_t)(i + 1);
	}
	if (!has_room_for_set(races)) {
		races->cut = true;
		return SET_UNKNOWN;
	}
	races->sets[races->set_count++] = *now;
	return races->had[actor] = (uint16_t)races->set_count;
}

const struct held_set *races_locks(const struct races *races, const struct shadow_access *access)
{
	static const struct held_set none, unknown = {.more = true};

	if (access->locks == SET_UNKNOWN)
		return &unknown;
	return access->locks ? &races->sets[access->locks - 1] : &none;
}

/* --- what keeps accesses apart -----------------------------------------------------------------
 */

static bool has_lock(const struct held_set *set, unsigned object)
{
	for (unsigned i = 0; i < set->count; i++) {
		if (set->locks[i].object == object)
			return true;
	}
	return false;
}

/* Leave those that are in both. */
static void narrow(struct held_set *all, const struct held_set *now)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < all->count; i++) {
		if (has_lock(now, all->locks[i].object))
			all->locks[kept++] = all->locks[i];
	}
	all->count = (uint8_t)kept;
}

static void note_locks(struct guarded *guarded, const struct held_set *now, uint32_t step)
{
	if (set_is_empty(guarded->users))
		guarded->all = *now;
	else
		narrow(&guarded->all, now);
	if (guarded->all.count)
		guarded->lock = guarded->all.locks[0].object;
	else if (!guarded->broken)
		guarded->broken = step + 1;
	if (!guarded->lock && now->count)
		guarded->lock = now->locks[0].object;
	if (guarded->lock && !guarded->lock_since)
		guarded->lock_since = step + 1;
}

static void note_guard(struct races *races, const struct shadow_access *access, bool is_bare)
{
	const struct held_set *now = &races->order.held.sets[access->actor];
	struct guarded *guarded = &races->guarded[access->object];

	if (now->more || !order_has_company(&races->order, access->actor))
		return;
	if (access->object >= races->objects)
		races->objects = access->object + 1u;
	note_locks(guarded, now, access->step);
	if ((is_bare || !access->is_atomic) && !guarded->plain)
		guarded->plain = access->step + 1;
	set_add(&guarded->users, access->actor);
	if (!guarded->shared && set_count(guarded->users) > 1)
		guarded->shared = access->step + 1;
}

struct race_guard races_guard(const struct races *races, unsigned object, uint32_t step)
{
	const struct guarded *guarded = &races->guarded[object % LIMIT_OBJECTS];

	if (!guarded->shared || guarded->shared > step + 1)
		return (struct race_guard){GUARD_NONE, 0};
	if (!guarded->plain || guarded->plain > step + 1)
		return (struct race_guard){GUARD_ATOMIC, 0};
	if (!guarded->lock_since || guarded->lock_since > step + 1)
		return (struct race_guard){GUARD_NONE, 0};
	return (struct race_guard){guarded->broken && guarded->broken <= step + 1 ? GUARD_NOT_ALWAYS
										  : GUARD_ALWAYS,
				   guarded->lock};
}

/* --- races -------------------------------------------------------------------------------------
 */

static bool is_alike(const struct shadow_access *a, const struct shadow_access *b)
{
	return a->where == b->where && a->operation == b->operation && a->actor == b->actor &&
	       a->locks == b->locks;
}

static bool is_pair(const struct race *race, const struct shadow_access *a,
		    const struct shadow_access *b)
{
	return is_alike(&race->first, a) && is_alike(&race->second, b);
}

static bool is_race(const struct race *race, const struct race *other)
{
	return race->object == other->object && race->offset == other->offset &&
	       (is_pair(race, &other->first, &other->second) ||
		is_pair(race, &other->second, &other->first));
}

static uint64_t hash_of_access(const struct shadow_access *access)
{
	uint64_t hash = (uint64_t)access->where << 32 | (uint32_t)access->locks << 16 |
			(uint32_t)access->actor << 8 | access->operation;

	return hash * UINT64_C(0x9e3779b97f4a7c15);
}

/* Where it is among the slots, or would be; whichever of the two came first. */
static uint16_t *slot_of(struct races *races, const struct race *race)
{
	uint64_t place = (uint64_t)race->object << 32 | race->offset;
	uint64_t hash = (hash_of_access(&race->first) + hash_of_access(&race->second) + place) *
			UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (hash >> 32) % SLOTS;

	while (races->slots[at] && !is_race(&races->list[races->slots[at] - 1], race))
		at = (at + 1) % SLOTS;
	return &races->slots[at];
}

/* Where both are the one begins that begins later. */
static struct race race_of(const struct shadow_access *first, const struct shadow_access *second)
{
	const struct shadow_access *later = second->address < first->address ? first : second;
	uint64_t ends[2] = {first->address + first->size, second->address + second->size};
	uint64_t end = ends[0] < ends[1] ? ends[0] : ends[1];

	return (struct race){.first = *first,
			     .second = *second,
			     .object = later->object,
			     .offset = later->offset,
			     .size = (uint32_t)(end - later->address)};
}

static void add(struct races *races, const struct shadow_access *first,
		const struct shadow_access *second)
{
	const struct race race = race_of(first, second);
	uint16_t *slot = slot_of(races, &race);

	if (*slot)
		return;
	if (races->count == RACES_MAX) {
		races->cut = true;
		return;
	}
	races->list[races->count++] = race;
	*slot = (uint16_t)races->count;
}

/* One that nothing orders as far as is known is none where more may be known. */
static void note(void *context, const struct shadow_access *first,
		 const struct shadow_access *second)
{
	struct races *races = context;

	if (races->order.clocks.incomplete)
		races->cut = true;
	else
		add(races, first, second);
}

size_t races_count(const struct races *races)
{
	return races->count;
}

bool races_are_cut(const struct races *races)
{
	return races->cut || races->order.clocks.incomplete;
}

const struct race *races_at(const struct races *races, size_t i)
{
	return &races->list[i];
}

/* --- records -----------------------------------------------------------------------------------
 */

/* A compare-and-exchange that has found another value has only looked. */
static bool changes(const struct record *record)
{
	uint64_t before = 0;

	if (record->operation != OP_ATOMIC)
		return record->operation == OP_STORE || record->operation == OP_FREE;
	memcpy(&before, record->text, sizeof(before));
	return before != record->value || record->size > sizeof(before);
}

static void fold_access(struct races *races, const struct record *record, struct shadow_place place,
			uint32_t step)
{
	struct shadow_access access = {
		.when = clocks_now(&races->order.clocks, record->actor),
		.where = record->where,
		.step = step,
		.offset = (uint32_t)record->argument,
		.size = record->size,
		.object = record->object,
		.locks = set_now(races, record->actor),
		.actor = record->actor,
		.operation = record->operation,
		.writes = changes(record),
		.is_atomic = record->operation == OP_ATOMIC ||
			     record->flags & (RECORD_ATOMIC | RECORD_BARE),
	};

	note_guard(races, &access, record->flags & RECORD_BARE);
	if (record->argument > UINT32_MAX || place.address > UINT64_MAX - record->argument) {
		races->cut = true;
		return;
	}
	place.address += record->argument;
	access.address = place.address;
	if (!shadow_add(races->shadow, &races->order.clocks, place, &access, note, races))
		races->cut = true;
}

void races_fold(struct races *races, const struct record *record, struct shadow_place place,
		uint32_t step)
{
	if (record->actor >= LIMIT_ACTORS || record->object >= LIMIT_OBJECTS)
		return;
	if (!place.base)
		place = (struct shadow_place){.base = record->object, .address = 0};
	switch (record->operation) {
	case OP_LOAD:
	case OP_STORE:
	case OP_ATOMIC:
	case OP_FREE:
		if (record->object)
			fold_access(races, record, place, step);
		break;
	case OP_FREED:
		if (record->object)
			shadow_forget(races->shadow, place, record->size);
		break;
	default:
		order_fold(&races->order, record);
	}
}

/* --- what is about to be done ------------------------------------------------------------------
 */

struct parked {
	struct shadow_access access;
	struct shadow_place place;
};

static bool is_access(unsigned operation)
{
	return operation == OP_LOAD || operation == OP_STORE || operation == OP_ATOMIC ||
	       operation == OP_FREE;
}

static bool is_write(const struct shadow_access *access)
{
	return access->operation == OP_STORE || access->operation == OP_FREE;
}

/* Returns false where an actor is not about to access shared memory. */
static bool find_parked(struct races *races, const struct trace *trace, unsigned actor,
			uint32_t step, struct parked *out)
{
	const struct actor_entry *entry = &trace->actors[actor];
	const struct intent *intent = &entry->intent;
	const struct object_entry *object = trace_entry(trace, intent->object);
	bool is_atomic = intent->operation == OP_ATOMIC || intent->atomic;

	if (atomic_load(&entry->state) != ACTOR_PARKED || !intent->visible || !intent->object ||
	    !is_access(intent->operation))
		return false;
	out->access = (struct shadow_access){.where = intent->where,
					     .step = step,
					     .offset = (uint32_t)intent->argument,
					     .size = intent->size,
					     .object = intent->object,
					     .locks = set_now(races, actor),
					     .actor = (uint8_t)actor,
					     .operation = intent->operation,
					     .writes = intent->operation != OP_LOAD,
					     .is_atomic = is_atomic};
	out->place = (struct shadow_place){object->key[0], object->key[1] + intent->argument};
	if (!object->key[0])
		out->place = (struct shadow_place){intent->object, intent->argument};
	out->access.address = out->place.address;
	return true;
}

static bool overlap(const struct parked *a, const struct parked *b)
{
	return a->place.base == b->place.base &&
	       (a->place.address < b->place.address
			? b->place.address - a->place.address < a->access.size
			: a->place.address - b->place.address < b->access.size);
}

/* A compare-and-exchange may find another value and write nothing: a load is none with that. */
static bool are_race(const struct parked *a, const struct parked *b)
{
	return (is_write(&a->access) || is_write(&b->access)) &&
	       !(a->access.is_atomic && b->access.is_atomic) && overlap(a, b);
}

void races_fold_parked(struct races *races, const struct trace *trace, uint32_t step)
{
	unsigned count = trace_actors(trace);
	struct parked first, second;

	for (unsigned i = 0; i < count; i++) {
		if (!find_parked(races, trace, i, step, &first))
			continue;
		for (unsigned j = i + 1; j < count; j++) {
			if (find_parked(races, trace, j, step, &second) &&
			    are_race(&first, &second))
				add(races, &first.access, &second.access);
		}
	}
}
