/*
 * What the C library does to memory in the program's stead: string(3), memcpy(3). In a program
 * that has the compiler's hooks these functions are done here, where they are given memory that
 * counts: in pieces, as the library promises nothing else. Copies can be torn.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/hooked_code.h"
#include "agent/hooks/memory.h"
#include "agent/hooks/pieces.h"

/* Whether a call is done here. */
#define IS_OURS(at, other)                                                                         \
	((agent_may_be_seen(at) || agent_may_be_seen(other)) &&                                    \
	 agent_is_program(__builtin_return_address(0)))

/* --- of a known length ------------------------------------------------------------------------ */

AGENT_EXPORT void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	if (!IS_OURS(to, from))
		return REAL(memcpy)(to, from, size);
	agent_copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *memmove(void *to, const void *from, size_t size)
{
	if (!IS_OURS(to, from))
		return REAL(memmove)(to, from, size);
	agent_copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *memset(void *to, int byte, size_t size)
{
	if (!IS_OURS(to, to))
		return REAL(memset)(to, byte, size);
	agent_fill(to, byte, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *mempcpy(void *restrict to, const void *restrict from, size_t size)
{
	if (!IS_OURS(to, from))
		return REAL(mempcpy)(to, from, size);
	agent_copy(to, from, size, AGENT_CALLER);
	return (char *)to + size;
}

AGENT_EXPORT void bcopy(const void *from, void *to, size_t size)
{
	if (IS_OURS(to, from))
		agent_copy(to, from, size, AGENT_CALLER);
	else
		REAL(memmove)(to, from, size);
}

AGENT_EXPORT void bzero(void *to, size_t size)
{
	if (IS_OURS(to, to))
		agent_fill(to, 0, size, AGENT_CALLER);
	else
		REAL(memset)(to, 0, size);
}

AGENT_EXPORT int memcmp(const void *a, const void *b, size_t size)
{
	return IS_OURS(a, b) ? agent_compare(a, b, size, false, AGENT_CALLER)
			     : REAL(memcmp)(a, b, size);
}

AGENT_EXPORT int bcmp(const void *a, const void *b, size_t size)
{
	return IS_OURS(a, b) ? agent_compare(a, b, size, false, AGENT_CALLER)
			     : REAL(memcmp)(a, b, size);
}

/* --- up to a NUL ------------------------------------------------------------------------------ */

AGENT_EXPORT size_t strlen(const char *text)
{
	return IS_OURS(text, text) ? agent_length(text, SIZE_MAX, AGENT_CALLER)
				   : REAL(strlen)(text);
}

AGENT_EXPORT size_t strnlen(const char *text, size_t most)
{
	return IS_OURS(text, text) ? agent_length(text, most, AGENT_CALLER)
				   : REAL(strnlen)(text, most);
}

AGENT_EXPORT int strcmp(const char *a, const char *b)
{
	return IS_OURS(a, b) ? agent_compare(a, b, SIZE_MAX, true, AGENT_CALLER)
			     : REAL(strcmp)(a, b);
}

AGENT_EXPORT int strncmp(const char *a, const char *b, size_t most)
{
	return IS_OURS(a, b) ? agent_compare(a, b, most, true, AGENT_CALLER)
			     : REAL(strncmp)(a, b, most);
}

AGENT_EXPORT char *strcpy(char *restrict to, const char *restrict from)
{
	if (!IS_OURS(to, from))
		return REAL(strcpy)(to, from);
	agent_copy_text(to, from, AGENT_CALLER);
	return to;
}

AGENT_EXPORT char *stpcpy(char *restrict to, const char *restrict from)
{
	return IS_OURS(to, from) ? agent_copy_text(to, from, AGENT_CALLER) : REAL(stpcpy)(to, from);
}

/* Up to `size` bytes, behind its end NULs. */
static size_t copy_padded(char *to, const char *from, size_t size, uint32_t where)
{
	char *text = agent_take_text(from, size, hash_fold(hash_none(), (uintptr_t)to), where);
	size_t length = text ? REAL(strlen)(text) : 0;

	agent_copy(to, text, length, where);
	agent_fill(to + length, '\0', size - length, where);
	free(text);
	return length;
}

AGENT_EXPORT char *strncpy(char *restrict to, const char *restrict from, size_t size)
{
	if (!IS_OURS(to, from))
		return REAL(strncpy)(to, from, size);
	copy_padded(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT char *stpncpy(char *restrict to, const char *restrict from, size_t size)
{
	return IS_OURS(to, from) ? to + copy_padded(to, from, size, AGENT_CALLER)
				 : REAL(stpncpy)(to, from, size);
}

static void append_text(char *to, const char *from, uint32_t where)
{
	const uint64_t appended = (uintptr_t)from;
	struct hash around = agent_enter(&appended, 1);

	agent_copy_text(to + agent_length(to, SIZE_MAX, where), from, where);
	agent_leave(around);
}

AGENT_EXPORT char *strcat(char *restrict to, const char *restrict from)
{
	uint32_t where = AGENT_CALLER;

	if (!IS_OURS(to, from))
		return REAL(strcat)(to, from);
	append_text(to, from, where);
	return to;
}

static void append(char *to, const char *from, size_t most, uint32_t where)
{
	char *text = agent_take_text(from, most, hash_fold(hash_none(), (uintptr_t)to), where);

	if (text)
		agent_copy_text(to + agent_length(to, SIZE_MAX, where), text, where);
	free(text);
}

AGENT_EXPORT char *strncat(char *restrict to, const char *restrict from, size_t most)
{
	if (!IS_OURS(to, from))
		return REAL(strncat)(to, from, most);
	append(to, from, most, AGENT_CALLER);
	return to;
}

AGENT_EXPORT char *strdup(const char *text)
{
	return IS_OURS(text, text) ? agent_take_text(text, SIZE_MAX, hash_none(), AGENT_CALLER)
				   : REAL(strdup)(text);
}

AGENT_EXPORT char *strndup(const char *text, size_t most)
{
	return IS_OURS(text, text) ? agent_take_text(text, most, hash_none(), AGENT_CALLER)
				   : REAL(strndup)(text, most);
}

AGENT_EXPORT int strncasecmp(const char *a, const char *b, size_t most)
{
	uint32_t where = AGENT_CALLER;
	char *first, *second = NULL;
	int result = 0;

	if (!IS_OURS(a, b))
		return REAL(strncasecmp)(a, b, most);
	first = agent_take_text(a, most, hash_fold(hash_none(), (uintptr_t)b), where);
	if (first)
		second = agent_take_text(b, most, hash_fold(hash_none(), (uintptr_t)a), where);
	if (second)
		result = REAL(strncasecmp)(first, second, most);
	free(second);
	free(first);
	return result;
}

/* --- what is in them -------------------------------------------------------------------------- */

AGENT_EXPORT void *memchr(const void *at, int byte, size_t size)
{
	return IS_OURS(at, at) ? agent_find(at, byte, size, false, AGENT_CALLER)
			       : REAL(memchr)(at, byte, size);
}

AGENT_EXPORT char *strchr(const char *text, int byte)
{
	return IS_OURS(text, text) ? agent_find(text, byte, SIZE_MAX, true, AGENT_CALLER)
				   : REAL(strchr)(text, byte);
}

AGENT_EXPORT char *strchrnul(const char *text, int byte)
{
	uint32_t where = AGENT_CALLER;
	char *found;

	if (!IS_OURS(text, text))
		return REAL(strchrnul)(text, byte);
	found = agent_find(text, byte, SIZE_MAX, true, where);
	return found ? found : (char *)(uintptr_t)text + agent_length(text, SIZE_MAX, where);
}

/* What was found in a copy, where it is in the text itself. The copy is gone then. */
static char *in_text(const char *text, char *copy, const char *found)
{
	size_t at = found ? (size_t)(found - copy) : 0;

	free(copy);
	return found ? (char *)(uintptr_t)text + at : NULL;
}

AGENT_EXPORT char *strrchr(const char *text, int byte)
{
	char *copy;

	if (!IS_OURS(text, text))
		return REAL(strrchr)(text, byte);
	copy = agent_take_text(text, SIZE_MAX, hash_fold(hash_none(), (uint64_t)byte),
			       AGENT_CALLER);
	return in_text(text, copy, copy ? REAL(strrchr)(copy, byte) : NULL);
}

/* `search` is strstr(3) or strpbrk(3). */
static char *search_text(char *search(const char *, const char *), const char *text,
			 const char *what, uint32_t where)
{
	char *copy =
		agent_take_text(text, SIZE_MAX, hash_fold(hash_none(), (uintptr_t)what), where);
	char *sought =
		agent_take_text(what, SIZE_MAX, hash_fold(hash_none(), (uintptr_t)text), where);
	char *found = copy && sought ? search(copy, sought) : NULL;

	free(sought);
	return in_text(text, copy, found);
}

AGENT_EXPORT char *strstr(const char *text, const char *what)
{
	return IS_OURS(text, what) ? search_text(REAL(strstr), text, what, AGENT_CALLER)
				   : REAL(strstr)(text, what);
}

AGENT_EXPORT char *strpbrk(const char *text, const char *bytes)
{
	return IS_OURS(text, bytes) ? search_text(REAL(strpbrk), text, bytes, AGENT_CALLER)
				    : REAL(strpbrk)(text, bytes);
}

/* --- what compilers make of them -------------------------------------------------------------- */

AGENT_EXPORT void *__tsan_memcpy(void *to, const void *from, size_t size);
AGENT_EXPORT void *__tsan_memmove(void *to, const void *from, size_t size);
AGENT_EXPORT void *__tsan_memset(void *to, int byte, size_t size);

AGENT_EXPORT void *__tsan_memcpy(void *to, const void *from, size_t size)
{
	if (!IS_OURS(to, from))
		return REAL(memcpy)(to, from, size);
	agent_copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *__tsan_memmove(void *to, const void *from, size_t size)
{
	if (!IS_OURS(to, from))
		return REAL(memmove)(to, from, size);
	agent_copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *__tsan_memset(void *to, int byte, size_t size)
{
	if (!IS_OURS(to, to))
		return REAL(memset)(to, byte, size);
	agent_fill(to, byte, size, AGENT_CALLER);
	return to;
}

/* _FORTIFY_SOURCE: what does not fit is the library's to refuse. */
AGENT_EXPORT void *__memcpy_chk(void *to, const void *from, size_t size, size_t capacity);
AGENT_EXPORT void *__memmove_chk(void *to, const void *from, size_t size, size_t capacity);
AGENT_EXPORT void *__memset_chk(void *to, int byte, size_t size, size_t capacity);
AGENT_EXPORT char *__strcpy_chk(char *to, const char *from, size_t capacity);
AGENT_EXPORT char *__strncpy_chk(char *to, const char *from, size_t size, size_t capacity);
AGENT_EXPORT char *__strcat_chk(char *to, const char *from, size_t capacity);
AGENT_EXPORT void *__mempcpy_chk(void *to, const void *from, size_t size, size_t capacity);
AGENT_EXPORT char *__stpcpy_chk(char *to, const char *from, size_t capacity);
AGENT_EXPORT char *__stpncpy_chk(char *to, const char *from, size_t size, size_t capacity);
AGENT_EXPORT char *__strncat_chk(char *to, const char *from, size_t most, size_t capacity);

AGENT_EXPORT void *__memcpy_chk(void *to, const void *from, size_t size, size_t capacity)
{
	if (size > capacity || !IS_OURS(to, from))
		return REAL(__memcpy_chk)(to, from, size, capacity);
	agent_copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *__memmove_chk(void *to, const void *from, size_t size, size_t capacity)
{
	if (size > capacity || !IS_OURS(to, from))
		return REAL(__memmove_chk)(to, from, size, capacity);
	agent_copy(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT void *__memset_chk(void *to, int byte, size_t size, size_t capacity)
{
	if (size > capacity || !IS_OURS(to, to))
		return REAL(__memset_chk)(to, byte, size, capacity);
	agent_fill(to, byte, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT char *__strcpy_chk(char *to, const char *from, size_t capacity)
{
	if (!IS_OURS(to, from) || REAL(strlen)(from) >= capacity)
		return REAL(__strcpy_chk)(to, from, capacity);
	agent_copy_text(to, from, AGENT_CALLER);
	return to;
}

AGENT_EXPORT char *__strncpy_chk(char *to, const char *from, size_t size, size_t capacity)
{
	if (size > capacity || !IS_OURS(to, from))
		return REAL(__strncpy_chk)(to, from, size, capacity);
	copy_padded(to, from, size, AGENT_CALLER);
	return to;
}

AGENT_EXPORT char *__stpncpy_chk(char *to, const char *from, size_t size, size_t capacity)
{
	if (size > capacity || !IS_OURS(to, from))
		return REAL(__stpncpy_chk)(to, from, size, capacity);
	return to + copy_padded(to, from, size, AGENT_CALLER);
}

AGENT_EXPORT void *__mempcpy_chk(void *to, const void *from, size_t size, size_t capacity)
{
	if (size > capacity || !IS_OURS(to, from))
		return REAL(__mempcpy_chk)(to, from, size, capacity);
	agent_copy(to, from, size, AGENT_CALLER);
	return (char *)to + size;
}

AGENT_EXPORT char *__stpcpy_chk(char *to, const char *from, size_t capacity)
{
	if (!IS_OURS(to, from) || REAL(strlen)(from) >= capacity)
		return REAL(__stpcpy_chk)(to, from, capacity);
	return agent_copy_text(to, from, AGENT_CALLER);
}

AGENT_EXPORT char *__strncat_chk(char *to, const char *from, size_t most, size_t capacity)
{
	if (!IS_OURS(to, from) || REAL(strlen)(to) + REAL(strnlen)(from, most) >= capacity)
		return REAL(__strncat_chk)(to, from, most, capacity);
	append(to, from, most, AGENT_CALLER);
	return to;
}

AGENT_EXPORT char *__strcat_chk(char *to, const char *from, size_t capacity)
{
	uint32_t where = AGENT_CALLER;

	if (!IS_OURS(to, from) || REAL(strlen)(to) + REAL(strlen)(from) >= capacity)
		return REAL(__strcat_chk)(to, from, capacity);
	append_text(to, from, where);
	return to;
}
