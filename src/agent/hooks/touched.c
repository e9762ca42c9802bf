/*
 * A table that grows, of words and, where one was accessed in parts, of bytes: who wrote it last,
 * who has read it since. What comes first is told by vector clocks that know of the births and ends
 * of threads alone: locks order what they protect, but not always the same way round.
 */
#include "agent/hooks/touched.h"

#include <stddef.h>
#include <sys/mman.h>
#include "agent/core/agent.h"
#include "agent/core/memory_key.h"
#include "agent/core/real.h"

enum { WORD = 4, FIRST_ROOM = 4096, MOST_ROOM = 2 * LIMIT_TOUCHED };

struct touched {
	uint64_t place;		/* address * 2, and 1 of a byte; 0 free */
	uint32_t written, read; /* the clocks of those who did */
	uint8_t writer, reader; /* number + 1 of who did last; 0 nobody */
	bool is_split;		/* its bytes have entries of their own */
	bool has_readers;	/* several, that none comes before: */
	struct set readers;
};

static struct touched *table;
static uint32_t room, used;
static struct hash all; /* of all that is in the table, in no order */

/* What each has known of the clock of each. */
static uint32_t clocks[LIMIT_ACTORS][LIMIT_ACTORS];

/* --- what comes first ------------------------------------------------------------------------- */

void agent_note_made(unsigned number)
{
	uint32_t *own = clocks[agent_own.self], *made = clocks[number];

	own[agent_own.self] += own[agent_own.self] == 0;
	for (unsigned i = 0; i < LIMIT_ACTORS; i++)
		made[i] = own[i];
	made[number] = 1;
	own[agent_own.self]++;
}

void agent_note_joined(unsigned number)
{
	uint32_t *own = clocks[agent_own.self];

	for (unsigned i = 0; i < LIMIT_ACTORS; i++)
		own[i] = own[i] > clocks[number][i] ? own[i] : clocks[number][i];
}

static bool comes_before(unsigned number, uint32_t clock)
{
	return number == agent_own.self || clocks[agent_own.self][number] >= clock;
}

/* --- the table -------------------------------------------------------------------------------- */

static struct touched *slot_of(struct touched *in, uint32_t size, uint64_t place)
{
	uint32_t at = (uint32_t)((place * UINT64_C(0x9e3779b97f4a7c15)) >> 32) % size;

	while (in[at].place && in[at].place != place)
		at = (at + 1) % size;
	return &in[at];
}

static bool grow(void)
{
	uint32_t wanted = room ? 2 * room : FIRST_ROOM;
	struct touched *larger = MAP_FAILED;

	if (wanted <= MOST_ROOM)
		larger = REAL(mmap)(NULL, wanted * sizeof(*larger), PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (larger == MAP_FAILED)
		return false;
	for (uint32_t i = 0; i < room; i++) {
		if (table[i].place)
			*slot_of(larger, wanted, table[i].place) = table[i];
	}
	if (room)
		REAL(munmap)(table, room * sizeof(*table));
	table = larger;
	room = wanted;
	return true;
}

/* NULL: there is no room. */
static struct touched *entry_of(uint64_t place)
{
	struct touched *entry = room ? slot_of(table, room, place) : NULL;

	if (entry && entry->place)
		return entry;
	if (2 * used >= room) {
		if (!grow()) {
			trace_reach(agent.trace, REACHED_TOUCHED);
			return NULL;
		}
		entry = slot_of(table, room, place);
	}
	used++;
	entry->place = place;
	return entry;
}

/* An entry counts in the hash of all, or does not any more. */
static void count(const struct touched *entry)
{
	const bool one = !entry->has_readers; /* of several it does not matter who came last */
	const uint64_t words[] = {
		entry->place, entry->written | (one ? (uint64_t)entry->read << 32 : 0),
		entry->writer | (one ? (uint64_t)entry->reader << 8 : 0),
		one ? 0 : entry->readers.words[0], one ? 0 : entry->readers.words[1]};
	const struct hash hash = hash_bytes(words, sizeof(words));

	if (!entry->writer && !entry->reader)
		return;
	all.low ^= hash.low;
	all.high ^= hash.high;
}

static void forget(struct touched *entry)
{
	count(entry);
	*entry = (struct touched){.place = entry->place, .is_split = entry->is_split};
}

static void forget_word(uint64_t word)
{
	struct touched *entry = slot_of(table, room, word * 2);

	forget(entry);
	for (unsigned i = 0; entry->is_split && i < WORD; i++)
		forget(slot_of(table, room, (word + i) * 2 + 1));
}

void agent_forget_touched(const volatile void *start, uint64_t size)
{
	uint64_t from = (uintptr_t)start, to = from + size;

	if (!room)
		return;
	for (uint64_t word = from / WORD * WORD; size / WORD < room && word < to; word += WORD)
		forget_word(word);
	for (uint32_t i = 0; size / WORD >= room && i < room; i++) {
		if (table[i].place && table[i].place / 2 - from < size)
			forget(&table[i]);
	}
}

/* --- accesses --------------------------------------------------------------------------------- */

static bool readers_come_before(const struct touched *entry)
{
	if (!entry->has_readers)
		return !entry->reader || comes_before(entry->reader - 1u, entry->read);
	for (int i = set_first(entry->readers); i >= 0;
	     i = set_next(entry->readers, (unsigned)i + 1)) {
		if (!comes_before((unsigned)i, clocks[i][i]))
			return false;
	}
	return true;
}

static void note_read(struct touched *entry)
{
	bool is_first = !entry->reader ||
			(!entry->has_readers && comes_before(entry->reader - 1u, entry->read));

	if (!is_first && !entry->has_readers) {
		entry->readers = set_of(entry->reader - 1u);
		entry->has_readers = true;
	}
	if (entry->has_readers)
		set_add(&entry->readers, agent_own.self);
	entry->reader = (uint8_t)(agent_own.self + 1);
	entry->read = clocks[agent_own.self][agent_own.self];
}

static void note_written(struct touched *entry)
{
	entry->writer = (uint8_t)(agent_own.self + 1);
	entry->written = clocks[agent_own.self][agent_own.self];
	entry->reader = 0;
	entry->has_readers = false;
}

/* Returns whether it meets another thread's. */
static bool note(struct touched *entry, bool writes)
{
	bool meets = (entry->writer && !comes_before(entry->writer - 1u, entry->written)) ||
		     (writes && !readers_come_before(entry));

	count(entry);
	if (writes)
		note_written(entry);
	else
		note_read(entry);
	count(entry);
	return meets;
}

static bool note_byte(uint64_t address, bool writes)
{
	struct touched *entry = entry_of(address * 2 + 1);

	return entry && note(entry, writes);
}

static bool split(uint64_t address)
{
	struct touched whole = *entry_of(address * 2);

	for (unsigned i = 0; i < WORD; i++) {
		struct touched *byte = entry_of((address + i) * 2 + 1);

		if (!byte)
			return false;
		whole.place = byte->place;
		*byte = whole;
		count(byte);
	}
	forget(entry_of(address * 2)); /* its bytes have it now */
	entry_of(address * 2)->is_split = true;
	return true;
}

/* The bytes from an address to `end` that lie in one word. */
static bool note_part(uint64_t address, uint64_t end, bool writes)
{
	uint64_t word = address / WORD * WORD;
	struct touched *entry = entry_of(word * 2);
	bool is_whole = address == word && end - word >= WORD;
	bool meets = false;

	if (!entry)
		return false;
	if (is_whole && !entry->is_split)
		return note(entry, writes);
	if (!entry->is_split && !split(word))
		return false;
	for (uint64_t at = address; at < end && at < word + WORD; at++)
		meets = note_byte(at, writes) || meets;
	return meets;
}

/* --- going round ------------------------------------------------------------------------------
 */

/*
 * Whoever waits in a loop for what another is to write comes to no gate, and that other never gets
 * to write it. That a thread is where it was, with all memory as it was, is seen by Brent's way to
 * find a cycle: one state is kept, for twice as many accesses each time.
 */
enum { PATIENCE = 1 << 20, COMPARISONS = 16, QUESTIONS = 1 << 10 };

static __thread struct {
	const volatile void *at;
	struct hash own, shared;
	unsigned comparisons; /* so many at most: what only computes may have many accesses */
} kept_state;

static bool find_state(struct hash *own, struct hash *shared)
{
	agent_find_whole_key();
	*own = agent_entry()->memory_key;
	*shared = agent_space()->memory_key;
	return agent_entry()->unclear == UNCLEAR_NO && agent_space()->unclear == UNCLEAR_NO;
}

static bool is_as_it_was(void)
{
	struct hash own, shared;

	return find_state(&own, &shared) && hash_equals(own, kept_state.own) &&
	       hash_equals(shared, kept_state.shared);
}

static void keep_state(const volatile void *at)
{
	kept_state.at = find_state(&kept_state.own, &kept_state.shared) ? at : NULL;
	kept_state.comparisons = 0;
}

/* Whether this thread reads it again and again, and would for ever. */
static bool goes_round(const volatile void *at, bool writes)
{
	uint64_t accesses = ++agent_own.accesses;

	if (accesses < PATIENCE || writes || !agent.gated)
		return false;
	if ((accesses & (accesses - 1)) == 0)
		keep_state(at);
	else if (at == kept_state.at && kept_state.comparisons++ < COMPARISONS)
		return is_as_it_was();
	return false;
}

/* Who counts how often it has asked is never where it was. */
void agent_note_asked(const volatile void *at, uint32_t size)
{
	static __thread const volatile void *asked;
	static __thread unsigned times;

	if (!agent.gated || !agent.threaded || agent_own.accesses < PATIENCE)
		return;
	times = at == asked ? times + 1 : 0;
	asked = at;
	if (times < QUESTIONS)
		return;
	times = 0;
	if (!places_add(&agent.trace->places, (uintptr_t)at, size))
		trace_reach(agent.trace, REACHED_PLACES);
}

bool agent_touch(const volatile void *at, uint32_t size, bool writes)
{
	uint64_t address = (uintptr_t)at, end = address + size;
	struct places *places = &agent.trace->places;
	bool meets = false;

	for (uint64_t part = address; part < end; part = (part / WORD + 1) * WORD) {
		if (!places_have(places, part / WORD * WORD, WORD)) /* more is not to be known */
			meets = note_part(part, end, writes) || meets;
	}
	if (!places_have(places, address, size))
		meets = goes_round(at, writes) || meets;
	if (meets && !places_add(places, address, size))
		trace_reach(agent.trace, REACHED_PLACES);
	return places_have(places, address, size);
}

static bool is_touched(uint64_t word)
{
	const struct touched *entry = slot_of(table, room, word * 2);

	return entry->writer || entry->reader || entry->is_split;
}

const void *agent_touch_freed(const void *start, uint64_t size)
{
	uint64_t from = (uintptr_t)start, to = from + size;
	const void *first = NULL;

	for (uint64_t word = from / WORD * WORD; word < to; word += WORD) {
		bool is_place = places_have(&agent.trace->places, word, WORD) ||
				(room && is_touched(word) &&
				 agent_touch((const void *)(uintptr_t)word, WORD, true));

		if (is_place && !first)
			first = (const void *)(uintptr_t)word;
	}
	return first;
}

struct hash agent_touched(void)
{
	unsigned actors = trace_actors(agent.trace);
	struct hashing hashing;

	hashing_begin(&hashing);
	hashing_add_hash(&hashing, all);
	for (unsigned i = 0; i < actors; i++) {
		for (unsigned j = 0; j < actors; j++)
			hashing_add(&hashing, clocks[i][j]);
	}
	return hashing_end(&hashing);
}
