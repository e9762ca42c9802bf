#include "races/shadow.h"

#include <stdlib.h>
#include <string.h>
#include "base/vector.h"
#include "trace/operation.h"

enum { WORD = 8, FIRST_ROOM = 256 };

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
	size_t entry_room;
	uint32_t entry_count, unused;
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

/* NULL: nothing is kept of it. */
static struct word *find_word(struct shadow *shadow, uint64_t base, uint64_t address)
{
	struct word *word = slot_of(shadow->words, shadow->room, base, address);

	return word->base ? word : NULL;
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
	struct entry *entries = shadow->entries;

	if (number) {
		shadow->unused = shadow->entries[number - 1].next;
		return number;
	}
	entries = vector_with_room(entries, &shadow->entry_room, shadow->entry_count,
				   sizeof(*entries));
	if (!entries)
		return 0;
	shadow->entries = entries;
	return ++shadow->entry_count;
}

/* Returns false when memory is out. */
static bool put(struct shadow *shadow, struct word *word, const struct shadow_access *access,
		uint8_t bytes)
{
	uint32_t number = unused(shadow);

	if (!number)
		return false;
	shadow->entries[number - 1] =
		(struct entry){.access = *access, .next = word->first, .bytes = bytes};
	word->first = number;
	return true;
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

/* Whether no address beside it is beyond the last one there is. */
static bool is_within(struct shadow_place place, uint32_t size)
{
	return place.address <= UINT64_MAX - 2 * WORD - size;
}

/* Of a word that some of them are in. */
static uint8_t bytes_of(uint64_t from, uint64_t to, uint64_t word)
{
	unsigned first = from > word ? (unsigned)(from - word) : 0;
	unsigned end = to < word + WORD ? (unsigned)(to - word) : WORD;

	return (uint8_t)((1u << end) - (1u << first));
}

/* Returns false when memory is out. */
static bool visit_word(struct visit *visit, struct word *word, uint8_t bytes)
{
	const struct shadow_access *access = visit->access;
	bool is_kept;

	if (access->is_atomic && access->operation != OP_STORE)
		clocks_take(visit->clocks, access->actor, word->left);
	compare(visit, word, bytes);
	is_kept = put(visit->shadow, word, access, bytes);
	if (access->is_atomic && access->operation != OP_LOAD)
		clocks_leave(visit->clocks, access->actor, &word->left);
	return is_kept;
}

bool shadow_add(struct shadow *shadow, struct clocks *clocks, struct shadow_place place,
		const struct shadow_access *access,
		void (*meets)(void *context, const struct shadow_access *first,
			      const struct shadow_access *second),
		void *context)
{
	uint32_t size = access->size < SHADOW_ACCESS ? access->size : SHADOW_ACCESS;
	uint64_t from = place.address, to = from + size;
	bool is_whole = size == access->size;
	struct visit visit = {.shadow = shadow,
			      .clocks = clocks,
			      .access = access,
			      .meets = meets,
			      .context = context};

	if (!is_within(place, size))
		return false;
	for (uint64_t at = from / WORD; at * WORD < to; at++) {
		struct word *word = word_of(shadow, place.base, at);

		if (word)
			is_whole &= visit_word(&visit, word, bytes_of(from, to, at * WORD));
		else
			is_whole = false;
		clocks->incomplete |= !word && access->is_atomic;
	}
	return is_whole;
}

static void forget_bytes(struct shadow *shadow, struct word *word, uint8_t bytes)
{
	for (uint32_t *link = &word->first; *link;) {
		struct entry *entry = &shadow->entries[*link - 1];

		entry->bytes &= (uint8_t)~bytes;
		if (entry->bytes)
			link = &entry->next;
		else
			drop(shadow, link);
	}
}

/* Where there are fewer words than the place has. */
static void forget_in_table(struct shadow *shadow, struct shadow_place place, uint64_t to)
{
	for (uint32_t i = 0; i < shadow->room; i++) {
		struct word *word = &shadow->words[i];
		uint64_t at = word->address * WORD;

		if (word->base == place.base && at + WORD > place.address && at < to)
			forget_bytes(shadow, word, bytes_of(place.address, to, at));
	}
}

void shadow_forget(struct shadow *shadow, struct shadow_place place, uint32_t size)
{
	uint64_t to = place.address + size;

	if (!is_within(place, size))
		return;
	if (size / WORD >= shadow->room) {
		forget_in_table(shadow, place, to);
		return;
	}
	for (uint64_t at = place.address / WORD; at * WORD < to; at++) {
		struct word *word = find_word(shadow, place.base, at);

		if (word)
			forget_bytes(shadow, word, bytes_of(place.address, to, at * WORD));
	}
}
