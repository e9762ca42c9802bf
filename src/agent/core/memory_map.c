/*
 * Memory that counts: shared mappings and named private places, and the objects that lie in it.
 *
 * An object is known by its mapping and its offset there, so that processes which mapped it at
 * different addresses mean the same one. A named private place is another object in each process:
 * that is what fork makes of it.
 */
#include "agent/core/memory_map.h"

#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include "agent/core/called.h"
#include "agent/core/families.h"
#include "agent/core/objects.h"
#include "agent/core/records.h"
#include "agent/core/symbols.h"
#include "agent/core/untold.h"

static uint64_t key_of(enum object_key kind, uint64_t which)
{
	return (uint64_t)kind << KEY_SHIFT | (which & ((UINT64_C(1) << KEY_SHIFT) - 1));
}

static void forget_cache(void)
{
	memset(agent.cache, 0, sizeof(agent.cache));
	memset(agent.places, 0, sizeof(agent.places));
}

static void widen(uintptr_t start, uintptr_t end)
{
	if (agent.region_count == 1 || start < agent.low)
		agent.low = start;
	if (agent.region_count == 1 || end > agent.high)
		agent.high = end;
	forget_cache();
}

static struct region *new_region(uintptr_t start, size_t length)
{
	struct region *region;

	if (agent.region_count == LIMIT_REGIONS) {
		trace_reach(agent.trace, REACHED_REGIONS);
		return NULL;
	}
	region = &agent.regions[agent.region_count++];
	*region = (struct region){.start = start, .end = start + length};
	widen(start, start + length);
	return region;
}

const struct region *agent_region(const volatile void *at)
{
	uintptr_t address = (uintptr_t)at;

	if (!agent_may_count(at))
		return NULL;
	for (unsigned i = agent.region_count; i-- > 0;) {
		const struct region *region = &agent.regions[i];

		if (address - region->start < region->end - region->start)
			return region;
	}
	return NULL;
}

/* --- mappings ----------------------------------------------------------------------------- */

/*
 * Anonymous memory is reached by who inherits it; a file by anybody who opens it, so that one is
 * taken to be within everybody's reach.
 */
static uint64_t mapping_key(int fd, struct set *holders)
{
	struct stat file;

	if (fd >= 0 && fstat(fd, &file) == 0) {
		const uint64_t which[] = {file.st_dev, file.st_ino};

		*holders = set_all();
		return key_of(KEY_FILE, hash_bytes(which, sizeof(which)).low);
	}
	*holders = agent_alone();
	return key_of(KEY_MAPPING, ++agent.trace->mappings);
}

void agent_map(void *start, size_t length, int protection, int fd, uint64_t offset, uint32_t where)
{
	struct region *region = new_region((uintptr_t)start, length);
	struct record record;
	uint64_t key[2];
	struct set holders;
	bool created;

	if (!region)
		return;
	region->key = key[0] = mapping_key(fd, &holders);
	region->offset = offset;
	region->protection = protection;
	key[1] = UINT64_MAX; /* no place in it */
	region->mapping =
		(uint16_t)trace_object(agent.trace, OBJECT_MAPPING, key, holders, &created);
	if (region->mapping && agent_object(region->mapping)->size < offset + length)
		agent_object(region->mapping)->size = (uint32_t)(offset + length);
	record = agent_record(OP_MAP, region->mapping, where);
	record.size = (uint32_t)length;
	agent_write(&record);
}

/* As the kernel counts (shm_nattch): each piece by itself. */
static void count_piece(const struct region *region, int change)
{
	struct share *share = &agent_object(region->mapping)->shares[agent_entry()->space];

	if (agent_object(region->mapping)->kind != OBJECT_SEGMENT)
		return;
	share->attached = (uint8_t)(share->attached + change);
	share->aliases = (uint8_t)(share->aliases + (region->alias ? change : 0));
}

void agent_map_segment(void *start, size_t length, int protection, unsigned segment)
{
	struct region *region = new_region((uintptr_t)start, length);

	if (!region)
		return;
	region->key = key_of(KEY_PART, segment);
	region->protection = protection;
	region->mapping = (uint16_t)segment;
	count_piece(region, 1);
	if (agent_object(segment)->size < length)
		agent_object(segment)->size = (uint32_t)length;
}

void agent_map_moved(const struct region *was, void *start, size_t length)
{
	struct region moved = *was, *region;

	agent_unmap((const void *)was->start, was->end - was->start);
	agent_untold_pair((uintptr_t)start, length);
	region = new_region((uintptr_t)start, length);
	if (!region)
		return;
	moved.start = region->start;
	moved.end = region->end;
	moved.alias = 0;
	moved.is_closed = moved.was_touched = false;
	*region = moved;
	if (agent_object(moved.mapping)->size < moved.offset + length)
		agent_object(moved.mapping)->size = (uint32_t)(moved.offset + length);
}

static void begin_at(struct region *region, uintptr_t start)
{
	region->offset += start - region->start;
	region->alias += region->alias ? start - region->start : 0;
	region->start = start;
}

/* Make what lies behind `at` in a region one of its own: NULL when there is no room for it. */
static struct region *split(struct region *region, uintptr_t at)
{
	struct region *behind = new_region(at, region->end - at);

	if (behind) {
		*behind = *region;
		begin_at(behind, at);
		count_piece(behind, 1);
	}
	region->end = at;
	return behind;
}

/* Take [from, to) out of a region. Returns whether there is anything left of it. */
static bool cut(struct region *region, uintptr_t from, uintptr_t to)
{
	if (from > region->start) {
		if (to < region->end)
			split(region, to);
		region->end = from;
		return true;
	}
	begin_at(region, to);
	return region->start < region->end;
}

void agent_protect(const void *start, size_t length, int protection)
{
	uintptr_t from = (uintptr_t)start;
	uintptr_t to = from + (length + AGENT_PAGE - 1) / AGENT_PAGE * AGENT_PAGE;

	for (unsigned i = agent.region_count; i-- > 0;) {
		struct region *region = &agent.regions[i];

		if (!region->mapping || region->protection == protection || region->start >= to ||
		    from >= region->end)
			continue;
		if (to < region->end)
			split(region, to);
		if (from > region->start)
			region = split(region, from);
		if (region)
			region->protection = protection;
	}
}

void agent_unmap(const void *start, size_t length)
{
	uintptr_t from = (uintptr_t)start;
	uintptr_t to = from + (length + AGENT_PAGE - 1) / AGENT_PAGE * AGENT_PAGE;

	agent_untold_pair(from, length);
	for (unsigned i = agent.region_count; i-- > 0;) {
		struct region *region = &agent.regions[i];

		if (!region->mapping || region->start >= to || from >= region->end ||
		    cut(region, from, to))
			continue;
		count_piece(region, -1);
		*region = agent.regions[--agent.region_count];
	}
	forget_cache();
}

/* --- objects in them ---------------------------------------------------------------------- */

static void place_key(const struct region *region, uintptr_t address, uint64_t key[2])
{
	if (region && region->mapping) {
		key[0] = region->key;
		key[1] = region->offset + (address - region->start);
	} else {
		key[0] = key_of(KEY_PRIVATE, agent_entry()->space);
		key[1] = address;
	}
}

static struct set place_holders(const struct region *region)
{
	return region && region->mapping ? shared_set_get(&agent_object(region->mapping)->holders)
					 : agent_alone();
}

/* One of an array is told from the others by its index, a part of something by its offset. */
static void name_by_symbol(unsigned number, uintptr_t address, uint32_t size)
{
	struct symbol symbol = {0};
	char name[TRACE_NAME + 16];
	uintptr_t offset;

	agent_find_symbol(address, size, &symbol);
	if (!symbol.name[0])
		return;
	offset = address - symbol.start;
	if (symbol.size == size)
		snprintf(name, sizeof(name), "%s", symbol.name);
	else if (offset % size == 0 && symbol.size % size == 0)
		snprintf(name, sizeof(name), "%s[%u]", symbol.name, (unsigned)(offset / size));
	else
		snprintf(name, sizeof(name), "%s+%u", symbol.name, (unsigned)offset);
	agent_name_object(number, name, 0);
}

/* An object in memory has just been made: what its place says of it. */
static void settle_in(unsigned number, const struct region *region, const volatile void *at,
		      uint32_t size)
{
	struct object_entry *object = agent_object(number);

	object->size = size;
	if (region && region->mapping) {
		agent_called_at(number, at, size);
		return;
	}
	object->owner_space = agent_here();
	if (region) {
		agent_name_object(number, region->name, 0);
	} else if (object->kind != OBJECT_VALUE) {
		name_by_symbol(number, object->key[1], size);
		agent_called_at(number, at, size);
	}
}

static unsigned look_up_object(enum object_kind kind, const volatile void *at, uint32_t size)
{
	const struct region *region = agent_region(at);
	uint64_t key[2];
	unsigned number;
	bool created, was_value;

	place_key(region, (uintptr_t)at, key);
	number = trace_find_object(agent.trace, key);
	if (number && agent_object(number)->kind == kind)
		return number;
	was_value = number && agent_object(number)->kind == OBJECT_VALUE;
	number = trace_object(agent.trace, kind, key, place_holders(region), &created);
	if (created)
		settle_in(number, region, at, size);
	else if (was_value && kind != OBJECT_VALUE && agent_object(number)->name[0])
		agent_repeat_name(number, 0); /* named before it was known what it is */
	return number;
}

unsigned agent_object_at(enum object_kind kind, const volatile void *at, uint32_t size)
{
	struct cached_place *place = &agent.places[(uintptr_t)at / sizeof(sem_t) % AGENT_PLACES];

	if (!agent_is_alone())
		return look_up_object(kind, at, size);
	if (place->address == (uintptr_t)at && place->kind == kind &&
	    place->known_to == agent_here())
		return place->object;
	*place = (struct cached_place){.address = (uintptr_t)at,
				       .object = (uint16_t)look_up_object(kind, at, size),
				       .kind = (uint8_t)kind,
				       .known_to = agent_here()};
	return place->object;
}

/* "futex of lock" */
static void name_beside(unsigned number, const uint64_t place[2])
{
	unsigned value = trace_find_object(agent.trace, place);
	char name[2 * TRACE_NAME];

	if (!value || !agent_object(value)->name[0])
		return;
	snprintf(name, sizeof(name), "%s of %s", kind_row(agent_object(number)->kind)->word,
		 agent_object(value)->name);
	agent_name_object(number, name, 0);
}

unsigned agent_object_beside(enum object_kind kind, const volatile void *at, bool is_alone)
{
	const struct region *region = is_alone ? NULL : agent_region(at);
	bool is_shared = region && region->mapping;
	uint64_t place[2], key[2];
	unsigned number;
	bool created;

	place_key(is_shared ? region : NULL, (uintptr_t)at, place);
	object_key_of(key, KEY_FUTEX, hash_fold(hash_bytes(place, sizeof(place)), is_alone));
	number = trace_object(agent.trace, kind, key,
			      is_shared ? place_holders(region) : agent_alone(), &created);
	if (!created)
		return number;
	agent_object(number)->owner_space = is_shared ? 0 : agent_here();
	place_key(agent_region(at), (uintptr_t)at, place);
	name_beside(number, place);
	return number;
}

static unsigned find_value(const struct region *region, const volatile void *at, uint32_t size)
{
	uint64_t key[2];
	unsigned number;

	if (!region)
		return 0;
	place_key(region, region->mapping ? (uintptr_t)at : region->start, key);
	number = trace_find_value(agent.trace, key);
	if (number)
		return number;
	return region->mapping ? agent_object_at(OBJECT_VALUE, at, size)
			       : agent_object_at(OBJECT_VALUE, (const void *)region->start,
						 region->name_size);
}

const struct cached_value *agent_look_up(struct cached_value *cached, const volatile void *at,
					 uint32_t size)
{
	const struct region *region = agent_region(at);
	unsigned number = find_value(region, at, size);
	uint64_t offset = (uintptr_t)at - (region ? region->start : (uintptr_t)at);

	if (region && region->mapping)
		offset += region->offset - agent_object(number)->key[1];
	*cached = (struct cached_value){
		.address = (uintptr_t)at,
		.offset = (uint32_t)offset,
		.object = (uint16_t)number,
		.known_to = agent_here(),
		.flags = agent_copy_flag(number),
	};
	return cached;
}

/* A variable is one object, whatever of it is accessed first. */
static unsigned find_private(const volatile void *at, uint32_t size, uint64_t *start)
{
	struct symbol symbol = {.start = (uintptr_t)at, .size = size};
	uint64_t key[2];
	unsigned number;

	place_key(NULL, (uintptr_t)at, key);
	number = trace_find_value(agent.trace, key);
	if (!number) {
		agent_find_symbol((uintptr_t)at, size, &symbol);
		if (!symbol.name[0])
			agent_name_place(&symbol);
		number = agent_object_at(OBJECT_VALUE, (const void *)symbol.start, symbol.size);
		if (number && symbol.name[0])
			agent_name_object(number, symbol.name, 0);
	}
	*start = agent_object(number)->key[1];
	return number;
}

const struct cached_value *agent_private_value(const volatile void *at, uint32_t size)
{
	uint64_t start;
	unsigned number = find_private(at, size, &start);

	agent_own.place = (struct cached_value){
		.address = (uintptr_t)at,
		.offset = (uint32_t)((uintptr_t)at - start),
		.object = (uint16_t)number,
		.flags = agent_copy_flag(number),
	};
	return &agent_own.place;
}

/* The kind of the parent's object at a place that we have a copy of. */
static enum object_kind kind_at(unsigned space, uintptr_t address)
{
	const uint64_t key[2] = {key_of(KEY_PRIVATE, space), address};
	unsigned number = trace_find_object(agent.trace, key);

	return number ? (enum object_kind)agent_object(number)->kind : OBJECT_VALUE;
}

/* A newborn process has a copy of every private place that was named. */
static void begin_copies(void)
{
	unsigned parent = agent_space()->parent;

	for (unsigned i = 0; i < agent.region_count; i++) {
		const struct region *region = &agent.regions[i];

		if (!region->mapping)
			agent_object_at(kind_at(parent, region->start), (const void *)region->start,
					region->name_size);
	}
}

const struct family family_memory = {.on_begin = begin_copies};

/* --- names -------------------------------------------------------------------------------- */

static void name_private(const volatile void *at, size_t size, const char *name)
{
	struct region *region = new_region((uintptr_t)at, size);

	if (!region)
		return;
	region->name_size = (uint32_t)size;
	memcpy(region->name, name, strnlen(name, sizeof(region->name) - 1));
}

void agent_name_at(const volatile void *at, size_t size, const char *name)
{
	unsigned number;
	uint64_t key[2];

	if (!agent_region(at))
		name_private(at, size, name);
	place_key(agent_region(at), (uintptr_t)at, key);
	number = trace_find_object(agent.trace, key);
	if (!number)
		number = agent_object_at(OBJECT_VALUE, at, (uint32_t)size);
	forget_cache();
	if (number && strcmp(agent_object(number)->name, name) != 0)
		agent_name_object(number, name, 0);
}
