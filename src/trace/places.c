#include "trace/places.h"

enum { WORD = 4, SLOTS = 2 * LIMIT_PLACES };

/* A slot has the number of a word above these bits, one for each of its bytes. */
enum { BYTES = 0xf };

static uint32_t slot_of(const struct places *places, uint64_t word)
{
	uint32_t at = (uint32_t)((word * UINT64_C(0x9e3779b97f4a7c15)) >> 40) % SLOTS;

	while (places->slots[at] && places->slots[at] / (BYTES + 1) != word)
		at = (at + 1) % SLOTS;
	return at;
}

/* Those bytes of a word that lie in [address, end). */
static uint64_t bytes_of(uint64_t word, uint64_t address, uint64_t end)
{
	uint64_t bytes = 0;

	for (unsigned i = 0; i < WORD; i++) {
		uint64_t at = word * WORD + i;

		if (at >= address && at < end)
			bytes |= UINT64_C(1) << i;
	}
	return bytes;
}

bool places_have(const struct places *places, uint64_t address, uint32_t size)
{
	uint64_t end = address + size;

	if (!places->count)
		return false;
	for (uint64_t word = address / WORD; word * WORD < end; word++) {
		if (places->slots[slot_of(places, word)] & bytes_of(word, address, end))
			return true;
	}
	return false;
}

/* The lowest byte of a slot, from an address on. */
static uint64_t first_byte(uint64_t slot, uint64_t from)
{
	uint64_t word = slot / (BYTES + 1) * WORD;

	for (unsigned i = 0; slot && i < WORD; i++) {
		if (slot >> i & 1 && word + i >= from)
			return word + i;
	}
	return UINT64_MAX;
}

uint64_t places_next(const struct places *places, uint64_t from)
{
	uint64_t next = UINT64_MAX;

	for (uint32_t i = 0; places->count && i < SLOTS; i++) {
		uint64_t first = first_byte(places->slots[i], from);

		next = first < next ? first : next;
	}
	return next;
}

static bool add_word(struct places *places, uint64_t word, uint64_t bytes)
{
	uint64_t *slot = &places->slots[slot_of(places, word)];

	if (!*slot && places->count == LIMIT_PLACES)
		return false;
	places->count += !*slot;
	places->is_new |= (*slot & bytes) != bytes;
	*slot = word * (BYTES + 1) | (*slot & BYTES) | bytes;
	return true;
}

bool places_add(struct places *places, uint64_t address, uint32_t size)
{
	uint64_t end = address + size;
	bool fits = true;

	for (uint64_t word = address / WORD; word * WORD < end; word++)
		fits = add_word(places, word, bytes_of(word, address, end)) && fits;
	return fits;
}

bool places_join(struct places *places, const struct places *others)
{
	bool fits = true;

	for (uint32_t i = 0; others->count && i < SLOTS; i++) {
		uint64_t slot = others->slots[i];

		if (slot)
			fits = add_word(places, slot / (BYTES + 1), slot & BYTES) && fits;
	}
	return fits;
}
