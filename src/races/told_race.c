#include "races/told_race.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/vector.h"
#include "kinds/value/state.h"
#include "model/words.h"

void told_races_release(struct told_races *told)
{
	free(told->list);
	*told = (struct told_races){0};
}

void told_races_clear(struct told_races *told)
{
	told->count = 0;
	told->cut = false;
}

/* --- names -------------------------------------------------------------------------------------
 */

/* A lock of a process's own has its number where the race is with another process. */
static void name_lock(const struct stage *stage, const struct lock_held *lock, bool is_within,
		      char *out, size_t size)
{
	const struct object *object = stage_find(stage, lock->object);
	char label[TRACE_NAME + 8] = "a lock";

	if (object && is_within)
		snprintf(label, sizeof(label), "%s", object->name);
	else if (object)
		object_label(object, label, sizeof(label));
	snprintf(out, size, "%s%s", label, lock->is_shared ? " for reading" : "");
}

static void tell_access(const struct races *races, const struct shadow_access *access,
			const struct stage *stage, bool is_within, struct told_access *told)
{
	const struct held_set *locks = races_locks(races, access);

	*told = (struct told_access){.where = access->where,
				     .size = access->size,
				     .actor = access->actor,
				     .operation = access->operation,
				     .is_atomic = access->is_atomic,
				     .lock_count = locks->count,
				     .has_more = locks->more};
	for (unsigned i = 0; i < locks->count; i++)
		name_lock(stage, &locks->locks[i], is_within, told->locks[i],
			  sizeof(told->locks[i]));
}

void race_tell(const struct races *races, size_t i, const struct stage *stage,
	       struct told_race *told)
{
	const struct race *race = races_at(races, i);
	const struct shadow_access *second = &race->second;
	const struct object *object = stage_find(stage, race->object);
	struct words words = words_begin(told->place, sizeof(told->place));
	bool is_within;

	if (object && object->kind == OBJECT_VALUE)
		value_say_place(object, race->offset, race->size, &words);
	else
		words_add(&words, "%s", object ? object->name : "a value");
	told->step = second->step;
	told->object = race->object;
	told->offset = race->offset;
	told->size = race->size;
	is_within = stage->actors[race->first.actor].space == stage->actors[second->actor].space;
	tell_access(races, &race->first, stage, is_within, &told->accesses[0]);
	tell_access(races, second, stage, is_within, &told->accesses[1]);
}

/* --- lists -------------------------------------------------------------------------------------
 */

static int by_locks(const struct told_access *a, const struct told_access *b)
{
	int order = a->lock_count - b->lock_count;

	for (unsigned i = 0; !order && i < a->lock_count; i++)
		order = strcmp(a->locks[i], b->locks[i]);
	return order ? order : a->has_more - b->has_more;
}

static bool is_alike(const struct told_access *a, const struct told_access *b)
{
	return a->where == b->where && a->operation == b->operation && a->actor == b->actor &&
	       by_locks(a, b) == 0;
}

static bool is_pair_of(const struct told_race *a, const struct told_race *b)
{
	return (is_alike(&a->accesses[0], &b->accesses[0]) &&
		is_alike(&a->accesses[1], &b->accesses[1])) ||
	       (is_alike(&a->accesses[0], &b->accesses[1]) &&
		is_alike(&a->accesses[1], &b->accesses[0]));
}

/* "value 1": in that run nobody had come there who calls it anything. */
static bool is_numbered(const struct told_race *race)
{
	return strncmp(race->place, "value ", 6) == 0;
}

/* What has a name in one run and none in another is the same all the same. */
static bool is_same(const struct told_race *a, const struct told_race *b)
{
	return is_pair_of(a, b) &&
	       (strcmp(a->place, b->place) == 0 ||
		(is_numbered(a) != is_numbered(b) && a->offset == b->offset && a->size == b->size));
}

static bool has_room(struct told_races *told)
{
	struct told_race *list =
		vector_with_room(told->list, &told->room, told->count, sizeof(*list));

	if (list)
		told->list = list;
	return list != NULL;
}

void told_races_add(struct told_races *told, const struct told_race *race)
{
	for (size_t i = 0; i < told->count; i++) {
		if (!is_same(&told->list[i], race))
			continue;
		if (is_numbered(&told->list[i]))
			memcpy(told->list[i].place, race->place, sizeof(race->place));
		return;
	}
	if (told->count == TOLD_RACES_MAX || !has_room(told))
		told->cut = true;
	else
		told->list[told->count++] = *race;
}

void told_races_add_run(struct told_races *told, const struct races *races,
			const struct stage *stage)
{
	struct told_race race;

	for (size_t i = 0; i < races_count(races); i++) {
		race_tell(races, i, stage, &race);
		told_races_add(told, &race);
	}
	told->cut |= races_are_cut(races);
}

void told_races_join(struct told_races *told, const struct told_races *others)
{
	for (size_t i = 0; i < others->count; i++)
		told_races_add(told, &others->list[i]);
	told->cut |= others->cut;
}

/* --- lines -------------------------------------------------------------------------------------
 */

/* Numbers in their order. */
static int by_line(const struct told_access *a, const struct told_access *b)
{
	int order = strverscmp(a->line, b->line);

	if (!order && !a->line[0])
		order = a->where < b->where ? -1 : a->where > b->where;
	return order;
}

static int by_access(const struct told_access *a, const struct told_access *b)
{
	int order = by_line(a, b);

	if (!order)
		order = a->operation - b->operation;
	if (!order)
		order = a->actor - b->actor;
	return order ? order : by_locks(a, b);
}

static int by_place(const void *a, const void *b)
{
	const struct told_race *first = a, *second = b;
	int order = strverscmp(first->place, second->place);

	if (!order)
		order = by_line(&first->accesses[0], &second->accesses[0]);
	if (!order)
		order = by_line(&first->accesses[1], &second->accesses[1]);
	if (!order)
		order = by_access(&first->accesses[0], &second->accesses[0]);
	return order ? order : by_access(&first->accesses[1], &second->accesses[1]);
}

static bool has_lines_of(const struct told_race *a, const struct told_race *b)
{
	bool is_pair = (by_line(&a->accesses[0], &b->accesses[0]) == 0 &&
			by_line(&a->accesses[1], &b->accesses[1]) == 0) ||
		       (by_line(&a->accesses[0], &b->accesses[1]) == 0 &&
			by_line(&a->accesses[1], &b->accesses[0]) == 0);

	return is_pair && strcmp(a->place, b->place) == 0;
}

static void drop_repeated(struct told_races *told)
{
	size_t kept = 0;

	for (size_t i = 0; i < told->count; i++) {
		bool is_new = true;

		for (size_t k = 0; is_new && k < kept; k++)
			is_new = !has_lines_of(&told->list[k], &told->list[i]);
		if (is_new)
			told->list[kept++] = told->list[i];
	}
	told->count = kept;
}

/* It says nothing that one of them came first. */
static void put_in_order(struct told_race *race)
{
	struct told_access first = race->accesses[0];

	if (first.actor < race->accesses[1].actor)
		return;
	race->accesses[0] = race->accesses[1];
	race->accesses[1] = first;
}

void told_races_settle(struct told_races *told,
		       void (*place)(void *places, uint32_t where, char *out, size_t size),
		       void *places, bool sorted)
{
	for (size_t i = 0; i < told->count; i++) {
		struct told_access *accesses = told->list[i].accesses;

		for (unsigned k = 0; place && k < 2; k++)
			place(places, accesses[k].where, accesses[k].line,
			      sizeof(accesses[k].line));
		put_in_order(&told->list[i]);
	}
	if (sorted && told->count)
		qsort(told->list, told->count, sizeof(*told->list), by_place);
	drop_repeated(told);
}

/* --- words -------------------------------------------------------------------------------------
 */

static void say_access(const struct told_access *access, struct words *words)
{
	words_add(words, "%u %s%s", access->actor,
		  access->operation == OP_LOAD	  ? "loads"
		  : access->operation == OP_STORE ? "stores"
		  : access->operation == OP_FREE  ? "frees"
						  : "updates",
		  access->is_atomic ? " atomically" : "");
	if (access->line[0])
		words_add(words, " (%s)", access->line);
}

static void say_locks(const struct told_access *access, struct words *words)
{
	const char *none = access->has_more ? "locks" : "nothing";

	words_add(words, "%u held %s", access->actor, access->lock_count ? "" : none);
	for (unsigned i = 0; i < access->lock_count; i++) {
		bool is_last = i + 1u == access->lock_count && !access->has_more;

		words_add(words, "%s%s", i == 0 ? "" : is_last ? " and " : ", ", access->locks[i]);
	}
	if (access->lock_count && access->has_more)
		words_add(words, " and more");
}

/* "counter.c:31" is line 31, where there is room for no more. */
static const char *line_of(const struct told_access *access)
{
	const char *colon = strrchr(access->line, ':');

	return colon ? colon + 1 : "";
}

static void say_pair(const struct told_race *race, struct words *words)
{
	const char *first = line_of(&race->accesses[0]), *second = line_of(&race->accesses[1]);

	words_add(words, "%u and %u", race->accesses[0].actor, race->accesses[1].actor);
	if (*first && *second)
		words_add(words, ", lines %s and %s", first, second);
}

static void say_both_locks(const struct told_race *race, struct words *words)
{
	words_add(words, "; ");
	say_locks(&race->accesses[0], words);
	words_add(words, ", ");
	say_locks(&race->accesses[1], words);
}

const char *told_race_pair(const struct told_race *race, char *out)
{
	struct words words = words_begin(out, RACE_SENTENCE);

	say_pair(race, &words);
	return out;
}

const char *told_race_narrate(const struct told_race *race, char *out)
{
	struct words words = words_begin(out, RACE_SENTENCE);

	words_add(&words, "race: %s, ", race->place);
	say_pair(race, &words);
	if (race->accesses[0].lock_count || race->accesses[1].lock_count)
		say_both_locks(race, &words);
	return out;
}

const char *told_race_say(const struct told_race *race, char *out)
{
	struct words words = words_begin(out, RACE_SENTENCE);

	words_add(&words, "%s: ", race->place);
	say_access(&race->accesses[0], &words);
	words_add(&words, ", ");
	say_access(&race->accesses[1], &words);
	say_both_locks(race, &words);
	return out;
}
