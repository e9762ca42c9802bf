/*
 * Streams and printing that read or write memory that counts: stdio(3), printf(3) into memory. They
 * work on memory of the process alone, and what is copied from there or to there is steps. The
 * texts that are printed are copies already (library.c).
 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "agent/calls/stream_lock.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/hooked_code.h"
#include "agent/hooks/memory.h"
#include "agent/hooks/pieces.h"

#define IS_OURS(at) (agent_may_be_seen(at) && agent_is_program(__builtin_return_address(0)))

/* --- printing into memory --------------------------------------------------------------------- */

/* As vsnprintf(3), by way of a buffer of our own. */
static int print_into(char *to, size_t size, const char *format, va_list list, uint32_t where)
{
	char *text = NULL;
	int length = REAL(vasprintf)(&text, format, list);

	if (length < 0)
		return length;
	if (size) {
		size_t kept = (size_t)length < size ? (size_t)length : size - 1;

		text[kept] = '\0';
		agent_copy(to, text, kept + 1, where);
	}
	free(text);
	return length;
}

AGENT_EXPORT int vsnprintf(char *restrict to, size_t size, const char *restrict format,
			   va_list list)
{
	return IS_OURS(to) ? print_into(to, size, format, list, AGENT_CALLER)
			   : REAL(vsnprintf)(to, size, format, list);
}

AGENT_EXPORT int snprintf(char *restrict to, size_t size, const char *restrict format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = IS_OURS(to) ? print_into(to, size, format, list, AGENT_CALLER)
			     : REAL(vsnprintf)(to, size, format, list);
	va_end(list);
	return length;
}

AGENT_EXPORT int vsprintf(char *restrict to, const char *restrict format, va_list list)
{
	return IS_OURS(to) ? print_into(to, INT_MAX, format, list, AGENT_CALLER)
			   : REAL(vsprintf)(to, format, list);
}

AGENT_EXPORT int sprintf(char *restrict to, const char *restrict format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = IS_OURS(to) ? print_into(to, INT_MAX, format, list, AGENT_CALLER)
			     : REAL(vsprintf)(to, format, list);
	va_end(list);
	return length;
}

/* _FORTIFY_SOURCE: what does not fit is the library's to refuse. */
AGENT_EXPORT int __vsnprintf_chk(char *to, size_t size, int flag, size_t capacity,
				 const char *format, va_list list);
AGENT_EXPORT int __snprintf_chk(char *to, size_t size, int flag, size_t capacity,
				const char *format, ...);
AGENT_EXPORT int __vsprintf_chk(char *to, int flag, size_t capacity, const char *format,
				va_list list);
AGENT_EXPORT int __sprintf_chk(char *to, int flag, size_t capacity, const char *format, ...);

AGENT_EXPORT int __vsnprintf_chk(char *to, size_t size, int flag, size_t capacity,
				 const char *format, va_list list)
{
	return size <= capacity && IS_OURS(to)
		       ? print_into(to, size, format, list, AGENT_CALLER)
		       : REAL(__vsnprintf_chk)(to, size, flag, capacity, format, list);
}

AGENT_EXPORT int __snprintf_chk(char *to, size_t size, int flag, size_t capacity,
				const char *format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = size <= capacity && IS_OURS(to)
			 ? print_into(to, size, format, list, AGENT_CALLER)
			 : REAL(__vsnprintf_chk)(to, size, flag, capacity, format, list);
	va_end(list);
	return length;
}

/* Whether what is printed fits into so many bytes. */
static bool fits(size_t capacity, const char *format, va_list list)
{
	va_list again;
	int length;

	va_copy(again, list);
	length = REAL(vsnprintf)(NULL, 0, format, again);
	va_end(again);
	return length >= 0 && (size_t)length < capacity;
}

AGENT_EXPORT int __vsprintf_chk(char *to, int flag, size_t capacity, const char *format,
				va_list list)
{
	return IS_OURS(to) && fits(capacity, format, list)
		       ? print_into(to, capacity, format, list, AGENT_CALLER)
		       : REAL(__vsprintf_chk)(to, flag, capacity, format, list);
}

AGENT_EXPORT int __sprintf_chk(char *to, int flag, size_t capacity, const char *format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = IS_OURS(to) && fits(capacity, format, list)
			 ? print_into(to, capacity, format, list, AGENT_CALLER)
			 : REAL(__vsprintf_chk)(to, flag, capacity, format, list);
	va_end(list);
	return length;
}

/* --- bytes and lines -------------------------------------------------------------------------- */

/* A buffer of our own for `count` times `size` bytes, or NULL. */
static char *buffer_of(size_t size, size_t count, size_t *total)
{
	return __builtin_mul_overflow(size, count, total) || !*total ? NULL : calloc(count, size);
}

/* Of the last piece what there is of it comes as well. Takes `bytes`. */
static size_t read_pieces(void *to, char *bytes, size_t size, size_t total, FILE *stream,
			  uint32_t where)
{
	size_t got = REAL(fread)(bytes, 1, total, stream);

	agent_copy(to, bytes, got, where);
	free(bytes);
	return got / size;
}

AGENT_EXPORT size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict stream)
{
	size_t total;
	char *bytes = IS_OURS(to) ? buffer_of(size, count, &total) : NULL;

	agent_use_stream(stream, false, AGENT_CALLER);
	if (agent_is_wide(stream)) {
		free(bytes);
		return 0;
	}
	return bytes ? read_pieces(to, bytes, size, total, stream, AGENT_CALLER)
		     : REAL(fread)(to, size, count, stream);
}

AGENT_EXPORT size_t fwrite(const void *restrict from, size_t size, size_t count,
			   FILE *restrict stream)
{
	const uint64_t into = (uintptr_t)stream;
	struct hash around;
	size_t total, put;
	char *bytes = IS_OURS(from) ? buffer_of(size, count, &total) : NULL;

	if (!bytes) {
		agent_use_stream(stream, false, AGENT_CALLER);
		return agent_is_wide(stream) ? 0 : REAL(fwrite)(from, size, count, stream);
	}
	around = agent_enter(&into, 1);
	agent_copy(bytes, from, total, AGENT_CALLER);
	agent_leave(around);
	agent_use_stream(stream, false, AGENT_CALLER);
	put = agent_is_wide(stream) ? 0 : REAL(fwrite)(bytes, size, count, stream);
	free(bytes);
	return put;
}

/* As fgets(3), and how many bytes that were: there may be zeros among them. -1: there is no line.
 */
static ssize_t get_line(char *line, int size, FILE *stream)
{
	int count = 0, byte = 0;
	bool failed;

	flockfile(stream);
	while (count < size - 1 && byte != '\n') {
		byte = getc_unlocked(stream);
		if (byte == EOF)
			break;
		line[count++] = (char)byte;
	}
	failed = byte == EOF && (count == 0 || (!feof_unlocked(stream) && errno != EAGAIN));
	funlockfile(stream);
	return failed ? -1 : count;
}

static char *read_line(char *to, int size, FILE *stream, uint32_t where)
{
	char *line = size > 0 ? calloc((size_t)size, 1) : NULL;
	ssize_t length = line ? get_line(line, size, stream) : -1;

	if (length >= 0)
		agent_copy(to, line, (size_t)length + 1, where);
	free(line);
	return length >= 0 ? to : NULL;
}

AGENT_EXPORT char *fgets(char *restrict to, int size, FILE *restrict stream)
{
	agent_use_stream(stream, false, AGENT_CALLER);
	if (agent_is_wide(stream))
		return NULL;
	return IS_OURS(to) ? read_line(to, size, stream, AGENT_CALLER)
			   : REAL(fgets)(to, size, stream);
}

AGENT_EXPORT size_t __fread_chk(void *to, size_t capacity, size_t size, size_t count, FILE *stream);
AGENT_EXPORT char *__fgets_chk(char *to, size_t capacity, int size, FILE *stream);

AGENT_EXPORT size_t __fread_chk(void *to, size_t capacity, size_t size, size_t count, FILE *stream)
{
	size_t total;
	char *bytes = IS_OURS(to) ? buffer_of(size, count, &total) : NULL;

	agent_use_stream(stream, false, AGENT_CALLER);
	if (!bytes || total > capacity || agent_is_wide(stream)) {
		free(bytes);
		return agent_is_wide(stream) ? 0
					     : REAL(__fread_chk)(to, capacity, size, count, stream);
	}
	return read_pieces(to, bytes, size, total, stream, AGENT_CALLER);
}

AGENT_EXPORT char *__fgets_chk(char *to, size_t capacity, int size, FILE *stream)
{
	agent_use_stream(stream, false, AGENT_CALLER);
	if (agent_is_wide(stream))
		return NULL;
	return size <= 0 || (size_t)size > capacity || !IS_OURS(to)
		       ? REAL(__fgets_chk)(to, capacity, size, stream)
		       : read_line(to, size, stream, AGENT_CALLER);
}
