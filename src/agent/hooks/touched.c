/*
 * A table that grows, of words and, where one was accessed in parts, of bytes: who wrote it last,
 * who has read it since. What comes first is told by vector clocks that know of the births and ends
 * of threads alone: locks order what they protect, but not always the same way round.
 */
#include "agent/hooks/touched.h"

#include <stddef.h>
#include <sys/mman.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"

enum { WORD = 4, FIRST_ROOM = 4096, MOST_ROOM = 1 << 22 };

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
	struct touched *entry;

	if (2 * used >= room && !grow()) {
		trace_reach(agent.trace, REACHED_PLACES);
		return NULL;
	}
	entry = slot_of(table, room, place);
	used += entry->place == 0;
	entry->place = place;
	return entry;
}

static void forget(struct touched *entry)
{
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

	if (writes)
		note_written(entry);
	else
		note_read(entry);
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
	}
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

bool agent_touch(const volatile void *at, uint32_t size, bool writes)
{
	uint64_t address = (uintptr_t)at, end = address + size;
	struct places *places = &agent.trace->places;
	bool meets = false;

	for (uint64_t part = address; part < end; part = (part / WORD + 1) * WORD)
		meets = note_part(part, end, writes) || meets;
	if (meets && !places_add(places, address, size))
		trace_reach(agent.trace, REACHED_PLACES);
	return places_have(places, address, size);
}
