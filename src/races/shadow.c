#include "races/shadow.h"

#include <stdlib.h>
#include <string.h>
#include "trace/operation.h"

enum { WORD = 8, FIRST_ROOM = 256, BYTES_MAX = 1 << 16 /* of one access */ };

/* An access, of which some bytes of a word are left. */
struct entry {
	struct shadow_access access;
	uint32_t next; /* the next of its word, or of those that are free; number + 1, 0 none */
	uint8_t bytes; /* bit n: byte n of the word */
};

struct word {
	uint64_t base, address; /* divided by WORD; base 0: free */
	clocks_place left;	/* by atomic operations, for who loads it atomically */
	uint32_t first;		/* entry, number + 1 */
};

struct shadow {
	struct word *words; /* by hash */
	uint32_t room, used;
	struct entry *entries;
	uint32_t entry_room, entry_count, unused;
};

struct shadow *shadow_new(void)
{
	struct shadow *shadow = calloc(1, sizeof(*shadow));

	if (shadow)
		shadow->words = calloc(FIRST_ROOM, sizeof(*shadow->words));
	if (!shadow || !shadow->words) {
		free(shadow);
		return NULL;
	}
	shadow->room = FIRST_ROOM;
	return shadow;
}

void shadow_free(struct shadow *shadow)
{
	if (!shadow)
		return;
	free(shadow->words);
	free(shadow->entries);
	free(shadow);
}

void shadow_clear(struct shadow *shadow)
{
	if (shadow->used)
		memset(shadow->words, 0, shadow->room * sizeof(*shadow->words));
	shadow->used = shadow->entry_count = shadow->unused = 0;
}

/* --- words -------------------------------------------------------------------------------------
 */

static struct word *slot_of(struct word *words, uint32_t room, uint64_t base, uint64_t address)
{
	uint64_t hash =
		(address ^ base * UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0x9e3779b97f4a7c15);
	uint32_t at = (uint32_t)(hash >> 32) & (room - 1);

	while (words[at].base && (words[at].base != base || words[at].address != address))
		at = (at + 1) & (room - 1);
	return &words[at];
}

static bool grow(struct shadow *shadow)
{
	uint32_t room = 2 * shadow->room;
	struct word *larger = calloc(room, sizeof(*larger));

	if (!larger)
		return false;
	for (uint32_t i = 0; i < shadow->room; i++) {
		const struct word *word = &shadow->words[i];

		if (word->base)
			*slot_of(larger, room, word->base, word->address) = *word;
	}
	free(shadow->words);
	shadow->words = larger;
	shadow->room = room;
	return true;
}

/* NULL: memory is out. */
static struct word *word_of(struct shadow *shadow, uint64_t base, uint64_t address)
{
	struct word *word;

	if (2 * shadow->used >= shadow->room && !grow(shadow))
		return NULL;
	word = slot_of(shadow->words, shadow->room, base, address);
	shadow->used += word->base == 0;
	word->base = base;
	word->address = address;
	return word;
}

/* --- what is left of accesses ------------------------------------------------------------------
 */

static void drop(struct shadow *shadow, uint32_t *link)
{
	uint32_t number = *link;
	struct entry *entry = &shadow->entries[number - 1];

	*link = entry->next;
	entry->next = shadow->unused;
	shadow->unused = number;
}

/* The number of one that is free, + 1; 0: memory is out. */
static uint32_t unused(struct shadow *shadow)
{
	uint32_t number = shadow->unused;
	uint32_t room = shadow->entry_room ? 2 * shadow->entry_room : 64;
	struct entry *larger;

	if (number) {
		shadow->unused = shadow->entries[number - 1].next;
		return number;
	}
	if (shadow->entry_count == shadow->entry_room) {
		larger = realloc(shadow->entries, room * sizeof(*larger));
		if (!larger)
			return 0;
		shadow->entries = larger;
		shadow->entry_room = room;
	}
	return ++shadow->entry_count;
}

static void put(struct shadow *shadow, struct word *word, const struct shadow_access *access,
		uint8_t bytes)
{
	uint32_t number = unused(shadow);

	if (!number)
		return;
	shadow->entries[number - 1] =
		(struct entry){.access = *access, .next = word->first, .bytes = bytes};
	word->first = number;
}

/* --- races -------------------------------------------------------------------------------------
 */

static bool conflicts(const struct shadow_access *first, const struct shadow_access *second)
{
	return (first->writes || second->writes) && !(first->is_atomic && second->is_atomic);
}

/* Whoever meets the first and is not after the second meets the second. */
static bool covers(const struct shadow_access *second, const struct shadow_access *first)
{
	return (second->writes || !first->writes) && (!second->is_atomic || first->is_atomic);
}

struct visit {
	struct shadow *shadow;
	struct clocks *clocks;
	const struct shadow_access *access;
	void (*meets)(void *context, const struct shadow_access *first,
		      const struct shadow_access *second);
	void *context;
};

/* Compare with all that is left in some bytes of a word, and take out what need not stay. */
static void compare(struct visit *visit, struct word *word, uint8_t bytes)
{
	struct shadow *shadow = visit->shadow;
	uint32_t *link = &word->first;

	while (*link) {
		struct entry *entry = &shadow->entries[*link - 1];
		const struct shadow_access *first = &entry->access;
		bool is_before = !(entry->bytes & bytes) ||
				 clocks_precedes(visit->clocks, first->actor, first->when,
						 visit->access->actor);

		if (!is_before && conflicts(first, visit->access))
			visit->meets(visit->context, first, visit->access);
		if (is_before && covers(visit->access, first))
			entry->bytes &= (uint8_t)~bytes;
		if (entry->bytes)
			link = &entry->next;
		else
			drop(shadow, link);
	}
}

static uint8_t bytes_of(uint64_t from, uint64_t to, uint64_t word)
{
	unsigned first = from > word ? (unsigned)(from - word) : 0;
	unsigned end = to < word + WORD ? (unsigned)(to - word) : WORD;

	return (uint8_t)((1u << end) - (1u << first));
}

void shadow_add(struct shadow *shadow, struct clocks *clocks, struct shadow_place place,
		const struct shadow_access *access,
		void (*meets)(void *context, const struct shadow_access *first,
			      const struct shadow_access *second),
		void *context)
{
	uint64_t from = place.address, to = from + access->size;
	struct visit visit = {.shadow = shadow,
			      .clocks = clocks,
			      .access = access,
			      .meets = meets,
			      .context = context};

	if (access->size > BYTES_MAX)
		to = from + BYTES_MAX;
	for (uint64_t at = from / WORD; at * WORD < to; at++) {
		uint8_t bytes = bytes_of(from, to, at * WORD);
		struct word *word = word_of(shadow, place.base, at);

		if (!word)
			return;
		if (access->is_atomic && access->operation != OP_STORE)
			clocks_take(clocks, access->actor, word->left);
		compare(&visit, word, bytes);
		put(shadow, word, access, bytes);
		if (access->is_atomic && access->operation != OP_LOAD)
			clocks_leave(clocks, access->actor, &word->left);
	}
}

void shadow_forget(struct shadow *shadow, struct shadow_place place, uint32_t size)
{
	uint64_t from = place.address, to = from + size;

	for (uint64_t at = from / WORD; at * WORD < to; at++) {
		uint8_t bytes = bytes_of(from, to, at * WORD);
		struct word *word = word_of(shadow, place.base, at);

		for (uint32_t *link = word ? &word->first : NULL; link && *link;) {
			struct entry *entry = &shadow->entries[*link - 1];

			entry->bytes &= (uint8_t)~bytes;
			if (entry->bytes)
				link = &entry->next;
			else
				drop(shadow, link);
		}
	}
}
