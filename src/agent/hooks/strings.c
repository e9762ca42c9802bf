/*
 * What the C library does to memory in the program's stead: string(3), memcpy(3). The compiler's
 * hooks are not in it, so that in a program that has them these functions are done here, where they
 * are given memory that counts: in pieces, between which others may come, as the library promises
 * nothing else. Copies can be torn.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "agent/core/blind.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/hooked_code.h"
#include "agent/hooks/memory.h"

enum { WORD = 8, PIECES = 8 /* of a copy, at most */ };

/* What we call ourselves is none of the program's. */
static bool is_program(const void *caller)
{
	return agent_on() && agent.trace->hooked && !agent_is_own(caller) &&
	       agent_is_hooked_code(caller);
}

/* Whether a call is done here. */
#define IS_OURS(at, other)                                                                         \
	((agent_may_count(at) || agent_may_count(other)) && is_program(__builtin_return_address(0)))

/* --- of a known length ------------------------------------------------------------------------ */

/* How much of `left` bytes is accessed at once. */
static size_t piece_of(size_t size, size_t left)
{
	size_t piece = (size / PIECES + WORD - 1) / WORD * WORD;

	piece = piece ? piece : WORD;
	return piece < left ? piece : left;
}

/* What a store is given that copies these bytes. */
static void given_content(const char *from, const char *bytes, size_t size)
{
	const struct hash content = hash_bytes(bytes, size);

	agent_given_words((const uint64_t[]){(uintptr_t)from, content.low, content.high}, 3);
}

static void copy_piece(char *to, const char *from, size_t size, uint32_t where)
{
	char bytes[256];

	for (size_t part; size; to += part, from += part, size -= part) {
		part = size < sizeof(bytes) ? size : sizeof(bytes);
		if (agent_may_count(from)) {
			agent_given(to, 0);
			agent_load(from, (uint32_t)part, where);
		}
		REAL(memcpy)(bytes, from, part);
		if (agent_may_count(to)) {
			given_content(from, bytes, part);
			agent_store(to, (uint32_t)part, where);
		}
		REAL(memcpy)(to, bytes, part);
	}
}

/* From the end where `to` lies behind `from`: they may overlap. */
static void copy(char *to, const char *from, size_t size, uint32_t where)
{
	bool backwards = (uintptr_t)to - (uintptr_t)from < size;
	size_t done = 0, piece;

	for (; done < size; done += piece) {
		size_t at;

		piece = piece_of(size, size - done);
		at = backwards ? size - done - piece : done;
		copy_piece(to + at, from + at, piece, where);
	}
}

static void fill(char *to, int byte, size_t size, uint32_t where)
{
	size_t done = 0, piece;

	for (; done < size; done += piece) {
		piece = piece_of(size, size - done);
		agent_given(NULL, (unsigned char)byte);
		agent_store(to + done, (uint32_t)piece, where);
		REAL(memset)(to + done, byte, piece);
	}
}

AGENT_EXPORT void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	if (!IS_OURS(to, from))
		return REAL(memcpy)(to, from, size);
	copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *memmove(void *to, const void *from, size_t size)
{
	if (!IS_OURS(to, from))
		return REAL(memmove)(to, from, size);
	copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *memset(void *to, int byte, size_t size)
{
	if (!IS_OURS(to, to))
		return REAL(memset)(to, byte, size);
	fill(to, byte, size, AGENT_CALLER);
	return to;
}

static int compare(const char *a, const char *b, size_t size, bool is_text, uint32_t where);

AGENT_EXPORT int memcmp(const void *a, const void *b, size_t size)
{
	return IS_OURS(a, b) ? compare(a, b, size, false, AGENT_CALLER) : REAL(memcmp)(a, b, size);
}

/* --- up to a NUL -------------------------------------------------------------------------------
 */

/* The bytes that are looked at in one access: to the end of an aligned word. */
static size_t word_at(const char *at, size_t left)
{
	size_t rest = WORD - (uintptr_t)at % WORD;

	return rest < left ? rest : left;
}

static void load_word(const char *at, size_t size, uint32_t where)
{
	if (agent_may_count(at))
		agent_load(at, (uint32_t)size, where);
}

static size_t length_of(const char *text, size_t most, uint32_t where)
{
	size_t length = 0, word, found;

	while (length < most) {
		word = word_at(text + length, most - length);
		agent_given(text, length);
		load_word(text + length, word, where);
		found = REAL(strnlen)(text + length, word);
		length += found;
		if (found < word)
			break;
	}
	return length;
}

static int compare(const char *a, const char *b, size_t size, bool is_text, uint32_t where)
{
	size_t word, other;
	int result = 0;

	for (size_t done = 0; done < size && result == 0; done += word) {
		word = word_at(a + done, size - done);
		other = word_at(b + done, size - done);
		word = word < other ? word : other;
		agent_given(a, done);
		load_word(a + done, word, where);
		load_word(b + done, word, where);
		if (!is_text) {
			result = REAL(memcmp)(a + done, b + done, word);
			continue;
		}
		result = REAL(strncmp)(a + done, b + done, word);
		if (result == 0 && REAL(strnlen)(a + done, word) < word)
			break;
	}
	return result;
}

/* A word at a time, its NUL too. Returns where that is. */
static char *copy_text(char *to, const char *from, uint32_t where)
{
	size_t word, length;

	for (;; to += word, from += word) {
		word = word_at(from, WORD);
		agent_given(to, 0);
		load_word(from, word, where);
		length = REAL(strnlen)(from, word);
		copy_piece(to, from, length < word ? length + 1 : word, where);
		if (length < word)
			return to + length;
	}
}

AGENT_EXPORT size_t strlen(const char *text)
{
	return IS_OURS(text, text) ? length_of(text, SIZE_MAX, AGENT_CALLER) : REAL(strlen)(text);
}

AGENT_EXPORT size_t strnlen(const char *text, size_t most)
{
	return IS_OURS(text, text) ? length_of(text, most, AGENT_CALLER)
				   : REAL(strnlen)(text, most);
}

AGENT_EXPORT int strcmp(const char *a, const char *b)
{
	return IS_OURS(a, b) ? compare(a, b, SIZE_MAX, true, AGENT_CALLER) : REAL(strcmp)(a, b);
}

AGENT_EXPORT int strncmp(const char *a, const char *b, size_t most)
{
	return IS_OURS(a, b) ? compare(a, b, most, true, AGENT_CALLER) : REAL(strncmp)(a, b, most);
}

AGENT_EXPORT char *strcpy(char *restrict to, const char *restrict from)
{
	if (!IS_OURS(to, from))
		return REAL(strcpy)(to, from);
	copy_text(to, from, AGENT_CALLER);
	return to;
}

AGENT_EXPORT char *stpcpy(char *restrict to, const char *restrict from)
{
	return IS_OURS(to, from) ? copy_text(to, from, AGENT_CALLER) : REAL(stpcpy)(to, from);
}

AGENT_EXPORT char *strncpy(char *restrict to, const char *restrict from, size_t size)
{
	uint32_t where = AGENT_CALLER;
	size_t length;

	if (!IS_OURS(to, from))
		return REAL(strncpy)(to, from, size);
	length = length_of(from, size, where);
	copy(to, from, length, where);
	fill(to + length, '\0', size - length, where);
	return to;
}

AGENT_EXPORT char *strcat(char *restrict to, const char *restrict from)
{
	uint32_t where = AGENT_CALLER;

	if (!IS_OURS(to, from))
		return REAL(strcat)(to, from);
	copy_text(to + length_of(to, SIZE_MAX, where), from, where);
	return to;
}

AGENT_EXPORT char *strncat(char *restrict to, const char *restrict from, size_t most)
{
	uint32_t where = AGENT_CALLER;
	size_t length, end;

	if (!IS_OURS(to, from))
		return REAL(strncat)(to, from, most);
	end = length_of(to, SIZE_MAX, where);
	length = length_of(from, most, where);
	copy(to + end, from, length, where);
	fill(to + end + length, '\0', 1, where);
	return to;
}

AGENT_EXPORT char *strchr(const char *text, int byte)
{
	size_t length;

	if (!IS_OURS(text, text))
		return REAL(strchr)(text, byte);
	length = length_of(text, SIZE_MAX, AGENT_CALLER);
	return REAL(memchr)(text, byte, length + 1);
}

AGENT_EXPORT char *strdup(const char *text)
{
	size_t length = IS_OURS(text, text) ? length_of(text, SIZE_MAX, AGENT_CALLER) : 0;
	char *copied;

	if (!IS_OURS(text, text))
		return REAL(strdup)(text);
	copied = malloc(length + 1);
	if (copied)
		copy_text(copied, text, AGENT_CALLER);
	return copied;
}

/* --- printing into memory -----------------------------------------------------------------------
 */

/* As vsnprintf(3), by way of a buffer of our own. */
static int print_into(char *to, size_t size, const char *format, va_list list, uint32_t where)
{
	char *text = NULL;
	int length = REAL(vasprintf)(&text, format, list);

	if (length >= 0 && size) {
		size_t kept = (size_t)length < size ? (size_t)length : size - 1;

		text[kept] = '\0';
		copy(to, text, kept + 1, where);
	}
	free(text);
	return length;
}

AGENT_EXPORT int vsnprintf(char *restrict to, size_t size, const char *restrict format,
			   va_list list)
{
	return IS_OURS(to, to) ? print_into(to, size, format, list, AGENT_CALLER)
			       : REAL(vsnprintf)(to, size, format, list);
}

AGENT_EXPORT int snprintf(char *restrict to, size_t size, const char *restrict format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = IS_OURS(to, to) ? print_into(to, size, format, list, AGENT_CALLER)
				 : REAL(vsnprintf)(to, size, format, list);
	va_end(list);
	return length;
}

AGENT_EXPORT int vsprintf(char *restrict to, const char *restrict format, va_list list)
{
	return IS_OURS(to, to) ? print_into(to, INT_MAX, format, list, AGENT_CALLER)
			       : REAL(vsprintf)(to, format, list);
}

AGENT_EXPORT int sprintf(char *restrict to, const char *restrict format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = IS_OURS(to, to) ? print_into(to, INT_MAX, format, list, AGENT_CALLER)
				 : REAL(vsprintf)(to, format, list);
	va_end(list);
	return length;
}

/* --- what compilers make of them ----------------------------------------------------------------
 */

AGENT_EXPORT void *__tsan_memcpy(void *to, const void *from, size_t size);
AGENT_EXPORT void *__tsan_memmove(void *to, const void *from, size_t size);
AGENT_EXPORT void *__tsan_memset(void *to, int byte, size_t size);

AGENT_EXPORT void *__tsan_memcpy(void *to, const void *from, size_t size)
{
	if (!IS_OURS(to, from))
		return REAL(memcpy)(to, from, size);
	copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *__tsan_memmove(void *to, const void *from, size_t size)
{
	if (!IS_OURS(to, from))
		return REAL(memmove)(to, from, size);
	copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *__tsan_memset(void *to, int byte, size_t size)
{
	if (!IS_OURS(to, to))
		return REAL(memset)(to, byte, size);
	fill(to, byte, size, AGENT_CALLER);
	return to;
}

/* _FORTIFY_SOURCE: what does not fit is the library's to refuse. */
AGENT_EXPORT void *__memcpy_chk(void *to, const void *from, size_t size, size_t capacity);
AGENT_EXPORT void *__memmove_chk(void *to, const void *from, size_t size, size_t capacity);
AGENT_EXPORT void *__memset_chk(void *to, int byte, size_t size, size_t capacity);
AGENT_EXPORT char *__strcpy_chk(char *to, const char *from, size_t capacity);
AGENT_EXPORT char *__strncpy_chk(char *to, const char *from, size_t size, size_t capacity);
AGENT_EXPORT char *__strcat_chk(char *to, const char *from, size_t capacity);

AGENT_EXPORT void *__memcpy_chk(void *to, const void *from, size_t size, size_t capacity)
{
	if (size > capacity || !IS_OURS(to, from))
		return REAL(__memcpy_chk)(to, from, size, capacity);
	copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *__memmove_chk(void *to, const void *from, size_t size, size_t capacity)
{
	if (size > capacity || !IS_OURS(to, from))
		return REAL(__memmove_chk)(to, from, size, capacity);
	copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *__memset_chk(void *to, int byte, size_t size, size_t capacity)
{
	if (size > capacity || !IS_OURS(to, to))
		return REAL(__memset_chk)(to, byte, size, capacity);
	fill(to, byte, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT char *__strcpy_chk(char *to, const char *from, size_t capacity)
{
	if (!IS_OURS(to, from) || REAL(strlen)(from) >= capacity)
		return REAL(__strcpy_chk)(to, from, capacity);
	copy_text(to, from, AGENT_CALLER);
	return to;
}

AGENT_EXPORT char *__strncpy_chk(char *to, const char *from, size_t size, size_t capacity)
{
	uint32_t where = AGENT_CALLER;
	size_t length;

	if (size > capacity || !IS_OURS(to, from))
		return REAL(__strncpy_chk)(to, from, size, capacity);
	length = length_of(from, size, where);
	copy(to, from, length, where);
	fill(to + length, '\0', size - length, where);
	return to;
}

AGENT_EXPORT char *__strcat_chk(char *to, const char *from, size_t capacity)
{
	uint32_t where = AGENT_CALLER;

	if (!IS_OURS(to, from) || REAL(strlen)(to) + REAL(strlen)(from) >= capacity)
		return REAL(__strcat_chk)(to, from, capacity);
	copy_text(to + length_of(to, SIZE_MAX, where), from, where);
	return to;
}
