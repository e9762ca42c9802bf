#include "agent/hooks/pieces.h"

#include <stdlib.h>
#include <string.h>
#include "agent/core/guard.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/memory.h"

/* From shared memory to shared memory a piece is what fits into a buffer of ours. */
enum { WORD = 8, PIECES = 8 /* of another copy, at most */, BOTH = 256 };

/* --- of a known length ------------------------------------------------------------------------ */

/* How much of `left` bytes is accessed at once. */
static size_t piece_of(size_t size, size_t left)
{
	size_t piece = (size / PIECES + WORD - 1) / WORD * WORD;

	piece = piece ? piece : WORD;
	return piece < left ? piece : left;
}

static void load(const char *from, size_t size, const char *to, struct hash given, uint32_t where)
{
	agent_given_hash(to, given);
	agent_load(from, (uint32_t)size, where);
}

static void store(char *to, const char *bytes, size_t size, struct hash given, uint32_t where)
{
	agent_given_hash(bytes, hash_join(given, hash_bytes(agent_alias(bytes), size)));
	agent_store(to, (uint32_t)size, where);
}

/* From memory that counts to such memory: what was loaded is what is stored. */
static void move_piece(char *to, const char *from, size_t size, struct hash given, uint32_t where)
{
	bool backwards = (uintptr_t)to - (uintptr_t)from < size;
	char bytes[BOTH];
	size_t done = 0;

	for (size_t part; done < size; done += part) {
		size_t at;

		part = size - done < sizeof(bytes) ? size - done : sizeof(bytes);
		at = backwards ? size - done - part : done;
		load(from + at, part, to + at, hash_fold(given, size - done), where);
		REAL(memcpy)(bytes, agent_alias(from + at), part);
		store(to + at, bytes, part, hash_fold(given, size - done), where);
		REAL(memcpy)(agent_alias(to + at), bytes, part);
		agent_settle();
	}
}

static void copy_piece(char *to, const char *from, size_t size, struct hash given, uint32_t where)
{
	if (agent_may_be_seen(to) && agent_may_be_seen(from)) {
		move_piece(to, from, size, given, where);
		return;
	}
	if (agent_may_be_seen(from))
		load(from, size, to, given, where);
	if (agent_may_be_seen(to))
		store(to, from, size, given, where);
	REAL(memcpy)(agent_alias(to), agent_alias(from), size);
	agent_settle(); /* it is done, unlike what a hook announces */
}

/* From the end where `to` lies behind `from`: they may overlap. */
static void copy(char *to, const char *from, size_t size, struct hash given, uint32_t where)
{
	bool backwards = (uintptr_t)to - (uintptr_t)from < size;
	size_t done = 0, piece;

	for (; done < size; done += piece) {
		size_t at;

		piece = piece_of(size, size - done);
		at = backwards ? size - done - piece : done;
		copy_piece(to + at, from + at, piece, hash_fold(given, size - done), where);
	}
}

void agent_copy(void *to, const void *from, size_t size, uint32_t where)
{
	copy(to, from, size, hash_none(), where);
}

void agent_give(void *to, const void *from, size_t size, struct hash given, uint32_t where)
{
	copy(to, from, size, hash_join(given, hash_bytes(agent_alias(from), size)), where);
}

void agent_fill(void *to, int byte, size_t size, uint32_t where)
{
	size_t done = 0, piece;

	for (; done < size; done += piece) {
		piece = piece_of(size, size - done);
		agent_given_words((const uint64_t[]){size - done, (unsigned char)byte}, 2);
		if (agent_may_be_seen((char *)to + done))
			agent_store((char *)to + done, (uint32_t)piece, where);
		REAL(memset)(agent_alias((char *)to + done), byte, piece);
		agent_settle();
	}
}

/* --- up to a NUL ------------------------------------------------------------------------------ */

/* The bytes that are looked at in one access: to the end of an aligned word. */
static size_t word_at(const char *at, size_t left)
{
	size_t rest = WORD - (uintptr_t)at % WORD;

	return rest < left ? rest : left;
}

static void load_word(const char *at, size_t size, uint32_t where)
{
	if (agent_may_be_seen(at))
		agent_load(at, (uint32_t)size, where);
}

size_t agent_length(const char *text, size_t most, uint32_t where)
{
	size_t length = 0, word, found;

	while (length < most) {
		word = word_at(text + length, most - length);
		agent_given_words((const uint64_t[]){(uintptr_t)text, length, most}, 3);
		load_word(text + length, word, where);
		found = REAL(strnlen)(agent_alias(text + length), word);
		length += found;
		if (found < word)
			break;
	}
	return length;
}

/* What was loaded is compared: others may come between one and the other. *end: of both texts. */
static int compare_word(const char *a, const char *b, size_t size, bool *end, uint64_t left,
			uint32_t where)
{
	char first[WORD], second[WORD];

	agent_given(a, left);
	load_word(a, size, where);
	REAL(memcpy)(first, agent_alias(a), size);
	agent_given_hash(b, hash_fold(hash_bytes(first, size), left));
	load_word(b, size, where);
	REAL(memcpy)(second, agent_alias(b), size);
	if (!end)
		return REAL(memcmp)(first, second, size);
	*end = REAL(strnlen)(first, size) < size;
	return REAL(strncmp)(first, second, size);
}

int agent_compare(const char *a, const char *b, size_t size, bool is_text, uint32_t where)
{
	struct hash around = agent_enter((const uint64_t[]){(uintptr_t)a, (uintptr_t)b, size}, 3);
	bool end = false;
	size_t word, other;
	int result = 0;

	for (size_t done = 0; done < size && result == 0 && !end; done += word) {
		word = word_at(a + done, size - done);
		other = word_at(b + done, size - done);
		word = word < other ? word : other;
		result = compare_word(a + done, b + done, word, is_text ? &end : NULL, size - done,
				      where);
	}
	agent_leave(around);
	return result;
}

void *agent_find(const char *at, int byte, size_t size, bool is_text, uint32_t where)
{
	size_t word, before;

	for (size_t done = 0; done < size; done += word) {
		const char *next = at + done, *alias, *found;

		word = word_at(next, size - done);
		agent_given_words((const uint64_t[]){(uintptr_t)at, size - done, (uint64_t)byte},
				  3);
		load_word(next, word, where);
		alias = agent_alias(next);
		found = REAL(memchr)(alias, byte, word);
		before = found ? (size_t)(found - alias) : word;
		if (is_text && REAL(strnlen)(alias, before) < before)
			return NULL;
		if (found)
			return (void *)(uintptr_t)(next + before);
	}
	return NULL;
}

/* A word at a time, its NUL too. */
char *agent_copy_text(char *to, const char *from, uint32_t where)
{
	size_t word, length;

	for (;; to += word, from += word) {
		char bytes[WORD];

		word = word_at(from, WORD);
		agent_given(to, 0);
		load_word(from, word, where);
		REAL(memcpy)(bytes, agent_alias(from), word);
		length = REAL(strnlen)(bytes, word);
		copy_piece(to, bytes, length < word ? length + 1 : word, hash_none(), where);
		if (length < word)
			return to + length;
	}
}

char *agent_take_text(const char *text, size_t most, struct hash given, uint32_t where)
{
	size_t capacity = 2 * WORD, used = 0, word, length;
	char *copy = malloc(capacity), *larger;

	for (; copy; used += word) {
		word = word_at(text + used, most - used);
		if (used + word + 1 > capacity) {
			larger = realloc(copy, capacity *= 2);
			if (!larger)
				free(copy);
			copy = larger;
			if (!copy)
				break;
		}
		agent_given_words(
			(const uint64_t[]){(uintptr_t)text, given.low, given.high, used, most}, 5);
		load_word(text + used, word, where);
		REAL(memcpy)(copy + used, agent_alias(text + used), word);
		length = REAL(strnlen)(copy + used, word);
		if (length < word || used + word == most) {
			copy[used + length] = '\0';
			break;
		}
	}
	return copy;
}
