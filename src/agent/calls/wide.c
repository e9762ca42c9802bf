/*
 * Which of the two a stream is for, bytes or wide characters, is settled by the first call that
 * uses it (fwide(3)); calls of the other kind fail then. Of streams of our own glibc would say that
 * they are for bytes. What has gone through one as bytes, its flags and pointers tell; that it is
 * for wide characters is kept beside it.
 */
#include <iconv.h>
#include <langinfo.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include "agent/calls/stream.h"
#include "agent/calls/stream_lock.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/front.h"

/* What libc keeps in a stream's _flags; no header of its names them. */
enum { HAS_ENDED = 0x10, HAS_FAILED = 0x20, IS_WRITTEN = 0x800 };

static bool is_own(const FILE *stream)
{
	return agent.trace && agent_is_own_stream(stream);
}

static bool has_bytes(const FILE *stream)
{
	return stream->_flags & (IS_WRITTEN | HAS_ENDED) ||
	       stream->_IO_read_end != stream->_IO_read_base;
}

/* Who asks for bytes or wide characters by calling fwide(3) is told what the stream is for. */
static int settle(FILE *stream, int mode)
{
	int8_t *width = agent_width_of(stream);

	if (!width)
		return -1;
	if (!*width && has_bytes(stream))
		*width = -1;
	if (*width || !mode)
		return *width;
	*width = mode < 0 ? -1 : 1;
	agent_untold_pair((uint64_t)(unsigned)stream->_fileno, (uint64_t)(unsigned)mode);
	if (*width > 0 && !agent.is_wide) {
		agent.is_wide = true; /* calls for bytes are to fail there */
		agent_look_at_all();
	}
	return *width;
}

AGENT_EXPORT int fwide(FILE *stream, int mode)
{
	return is_own(stream) ? settle(stream, mode) : REAL(fwide)(stream, mode);
}

/* --- writing -------------------------------------------------------------------------------- */

/* As libc does it for a stream, but not for wcrtomb(3): what the locale has no bytes for becomes
 * something like it, or a question mark. */
static size_t put_alike(char *to, size_t room, wchar_t wide)
{
	char name[64], *from = (char *)&wide, *next = to;
	size_t left = sizeof(wide), space = room, result;
	iconv_t converter;

	snprintf(name, sizeof(name), "%s//TRANSLIT", nl_langinfo(CODESET));
	converter = iconv_open(name, "WCHAR_T");
	if (converter == (iconv_t)-1)
		return (size_t)-1;
	result = iconv(converter, &from, &left, &next, &space);
	iconv_close(converter);
	return result == (size_t)-1 ? (size_t)-1 : room - space;
}

/* Returns whether it could. */
static bool put(FILE *stream, wchar_t wide)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = {0};
	size_t length = wcrtomb(bytes, wide, &state);

	if (length == (size_t)-1)
		length = put_alike(bytes, sizeof(bytes), wide);
	if (length == (size_t)-1) {
		stream->_flags |= HAS_FAILED;
		errno = EILSEQ;
		return false;
	}
	return REAL(fwrite_unlocked)(bytes, 1, length, stream) == length;
}

static bool put_all(FILE *stream, const wchar_t *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (!put(stream, text[i]))
			return false;
	}
	return true;
}

static wint_t put_one(FILE *stream, wchar_t wide, bool locks)
{
	bool done;

	if (locks)
		REAL(flockfile)(stream);
	done = settle(stream, 1) > 0 && put(stream, wide);
	if (locks)
		REAL(funlockfile)(stream);
	return done ? (wint_t)wide : WEOF;
}

static int put_text(FILE *stream, const wchar_t *text, bool locks)
{
	bool done;

	if (locks)
		REAL(flockfile)(stream);
	done = settle(stream, 1) > 0 && put_all(stream, text, wcslen(text));
	if (locks)
		REAL(funlockfile)(stream);
	return done ? 1 : -1;
}

/* By way of a stream in memory, which is for wide characters. */
static int print(FILE *stream, const wchar_t *format, va_list list)
{
	wchar_t *text = NULL;
	size_t length = 0;
	FILE *memory = open_wmemstream(&text, &length);
	int count = memory ? REAL(vfwprintf)(memory, format, list) : -1;

	if (memory)
		fclose(memory);
	REAL(flockfile)(stream);
	if (settle(stream, 1) < 0 || (count >= 0 && !put_all(stream, text, length)))
		count = -1;
	REAL(funlockfile)(stream);
	free(text);
	return count;
}

AGENT_EXPORT wint_t fputwc(wchar_t wide, FILE *stream)
{
	return is_own(stream) ? put_one(stream, wide, true) : REAL(fputwc)(wide, stream);
}

AGENT_EXPORT wint_t putwc(wchar_t wide, FILE *stream) __attribute__((alias("fputwc")));

AGENT_EXPORT wint_t putwchar(wchar_t wide)
{
	return fputwc(wide, stdout);
}

AGENT_EXPORT wint_t fputwc_unlocked(wchar_t wide, FILE *stream)
{
	return is_own(stream) ? put_one(stream, wide, false) : REAL(fputwc_unlocked)(wide, stream);
}

AGENT_EXPORT wint_t putwc_unlocked(wchar_t wide, FILE *stream)
	__attribute__((alias("fputwc_unlocked")));

AGENT_EXPORT wint_t putwchar_unlocked(wchar_t wide)
{
	return fputwc_unlocked(wide, stdout);
}

AGENT_EXPORT int fputws(const wchar_t *restrict text, FILE *restrict stream)
{
	return is_own(stream) ? put_text(stream, text, true) : REAL(fputws)(text, stream);
}

AGENT_EXPORT int fputws_unlocked(const wchar_t *restrict text, FILE *restrict stream)
{
	return is_own(stream) ? put_text(stream, text, false) : REAL(fputws_unlocked)(text, stream);
}

AGENT_EXPORT int vfwprintf(FILE *restrict stream, const wchar_t *restrict format, va_list list)
{
	return is_own(stream) ? print(stream, format, list) : REAL(vfwprintf)(stream, format, list);
}

AGENT_EXPORT int vwprintf(const wchar_t *restrict format, va_list list)
{
	return vfwprintf(stdout, format, list);
}

AGENT_EXPORT int fwprintf(FILE *restrict stream, const wchar_t *restrict format, ...)
{
	va_list list;
	int count;

	va_start(list, format);
	count = vfwprintf(stream, format, list);
	va_end(list);
	return count;
}

AGENT_EXPORT int wprintf(const wchar_t *restrict format, ...)
{
	va_list list;
	int count;

	va_start(list, format);
	count = vfwprintf(stdout, format, list);
	va_end(list);
	return count;
}

/* --- what _FORTIFY_SOURCE makes of them ----------------------------------------------------- */

AGENT_EXPORT int __vfwprintf_chk(FILE *stream, int flag, const wchar_t *format, va_list list);
AGENT_EXPORT int __fwprintf_chk(FILE *stream, int flag, const wchar_t *format, ...);
AGENT_EXPORT int __vwprintf_chk(int flag, const wchar_t *format, va_list list);
AGENT_EXPORT int __wprintf_chk(int flag, const wchar_t *format, ...);

AGENT_EXPORT int __vfwprintf_chk(FILE *stream, int flag, const wchar_t *format, va_list list)
{
	return is_own(stream) ? print(stream, format, list)
			      : REAL(__vfwprintf_chk)(stream, flag, format, list);
}

AGENT_EXPORT int __vwprintf_chk(int flag, const wchar_t *format, va_list list)
{
	return __vfwprintf_chk(stdout, flag, format, list);
}

AGENT_EXPORT int __fwprintf_chk(FILE *stream, int flag, const wchar_t *format, ...)
{
	va_list list;
	int count;

	va_start(list, format);
	count = __vfwprintf_chk(stream, flag, format, list);
	va_end(list);
	return count;
}

AGENT_EXPORT int __wprintf_chk(int flag, const wchar_t *format, ...)
{
	va_list list;
	int count;

	va_start(list, format);
	count = __vfwprintf_chk(stdout, flag, format, list);
	va_end(list);
	return count;
}

/* --- reading -------------------------------------------------------------------------------- */

static wint_t fail_to_get(FILE *stream)
{
	stream->_flags |= HAS_FAILED;
	errno = EILSEQ;
	return WEOF;
}

/* Bytes at whose end a character is still missing some are no character. */
static wint_t get(FILE *stream)
{
	mbstate_t state = {0};
	size_t length = (size_t)-2;
	bool has_begun = false;
	wchar_t wide = 0;

	while (length == (size_t)-2) {
		int byte = REAL(getc_unlocked)(stream);
		char text = (char)byte;

		if (byte == EOF)
			return has_begun && feof_unlocked(stream) ? fail_to_get(stream) : WEOF;
		has_begun = true;
		length = mbrtowc(&wide, &text, 1, &state);
	}
	return length == (size_t)-1 ? fail_to_get(stream) : (wint_t)wide;
}

static wint_t get_one(FILE *stream, bool locks)
{
	wint_t wide;

	if (locks)
		REAL(flockfile)(stream);
	wide = settle(stream, 1) > 0 ? get(stream) : WEOF;
	if (locks)
		REAL(funlockfile)(stream);
	return wide;
}

static wchar_t *get_line(wchar_t *to, int size, FILE *stream, bool locks)
{
	int count = 0;
	wint_t wide = 0;
	bool failed;

	if (size <= 0)
		return NULL;
	if (locks)
		REAL(flockfile)(stream);
	while (count < size - 1 && wide != WEOF && wide != L'\n') {
		wide = settle(stream, 1) > 0 ? get(stream) : WEOF;
		if (wide != WEOF)
			to[count++] = (wchar_t)wide;
	}
	failed = wide == WEOF && (count == 0 || (ferror_unlocked(stream) && errno != EAGAIN));
	if (locks)
		REAL(funlockfile)(stream);
	if (failed)
		return NULL;
	to[count] = L'\0';
	return to;
}

AGENT_EXPORT wint_t fgetwc(FILE *stream)
{
	return is_own(stream) ? get_one(stream, true) : REAL(fgetwc)(stream);
}

AGENT_EXPORT wint_t getwc(FILE *stream) __attribute__((alias("fgetwc")));

AGENT_EXPORT wint_t getwchar(void)
{
	return fgetwc(stdin);
}

AGENT_EXPORT wint_t fgetwc_unlocked(FILE *stream)
{
	return is_own(stream) ? get_one(stream, false) : REAL(fgetwc_unlocked)(stream);
}

AGENT_EXPORT wint_t getwc_unlocked(FILE *stream) __attribute__((alias("fgetwc_unlocked")));

AGENT_EXPORT wint_t getwchar_unlocked(void)
{
	return fgetwc_unlocked(stdin);
}

AGENT_EXPORT wchar_t *fgetws(wchar_t *restrict to, int size, FILE *restrict stream)
{
	return is_own(stream) ? get_line(to, size, stream, true) : REAL(fgetws)(to, size, stream);
}

AGENT_EXPORT wchar_t *fgetws_unlocked(wchar_t *restrict to, int size, FILE *restrict stream)
{
	return is_own(stream) ? get_line(to, size, stream, false)
			      : REAL(fgetws_unlocked)(to, size, stream);
}

AGENT_EXPORT wchar_t *__fgetws_chk(wchar_t *to, size_t capacity, int size, FILE *stream);
AGENT_EXPORT wchar_t *__fgetws_unlocked_chk(wchar_t *to, size_t capacity, int size, FILE *stream);

AGENT_EXPORT wchar_t *__fgetws_chk(wchar_t *to, size_t capacity, int size, FILE *stream)
{
	return is_own(stream) && size > 0 && (size_t)size <= capacity
		       ? get_line(to, size, stream, true)
		       : REAL(__fgetws_chk)(to, capacity, size, stream);
}

AGENT_EXPORT wchar_t *__fgetws_unlocked_chk(wchar_t *to, size_t capacity, int size, FILE *stream)
{
	return is_own(stream) && size > 0 && (size_t)size <= capacity
		       ? get_line(to, size, stream, false)
		       : REAL(__fgetws_unlocked_chk)(to, capacity, size, stream);
}

/* The last byte goes back first. */
static wint_t put_back(FILE *stream, wint_t wide)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = {0};
	size_t left = wide == WEOF ? (size_t)-1 : wcrtomb(bytes, (wchar_t)wide, &state);

	if (left == (size_t)-1 || settle(stream, 1) < 0)
		return WEOF;
	while (left && REAL(ungetc)((unsigned char)bytes[left - 1], stream) != EOF)
		left--;
	return left ? WEOF : wide;
}

AGENT_EXPORT wint_t ungetwc(wint_t wide, FILE *stream)
{
	return is_own(stream) ? put_back(stream, wide) : REAL(ungetwc)(wide, stream);
}

/* --- wscanf --------------------------------------------------------------------------------- */

AGENT_EXPORT int __isoc99_vfscanf(FILE *stream, const char *format, va_list list);
AGENT_EXPORT int __isoc99_vfwscanf(FILE *stream, const wchar_t *format, va_list list);
AGENT_EXPORT int __isoc99_vwscanf(const wchar_t *format, va_list list);
AGENT_EXPORT int __isoc99_fwscanf(FILE *stream, const wchar_t *format, ...);
AGENT_EXPORT int __isoc99_wscanf(const wchar_t *format, ...);

/* By its format as bytes: %s and %ls are then what they are in wscanf(3), too. */
static int scan(FILE *stream, const wchar_t *format, va_list list)
{
	size_t size = wcslen(format) * MB_LEN_MAX + 1;
	char *bytes = settle(stream, 1) > 0 ? malloc(size) : NULL;
	int count = EOF;

	if (bytes && wcstombs(bytes, format, size) != (size_t)-1)
		count = REAL(__isoc99_vfscanf)(stream, bytes, list);
	free(bytes);
	return count;
}

AGENT_EXPORT int __isoc99_vfwscanf(FILE *stream, const wchar_t *format, va_list list)
{
	return is_own(stream) ? scan(stream, format, list)
			      : REAL(__isoc99_vfwscanf)(stream, format, list);
}

AGENT_EXPORT int __isoc99_vwscanf(const wchar_t *format, va_list list)
{
	return __isoc99_vfwscanf(stdin, format, list);
}

AGENT_EXPORT int __isoc99_fwscanf(FILE *stream, const wchar_t *format, ...)
{
	va_list list;
	int count;

	va_start(list, format);
	count = __isoc99_vfwscanf(stream, format, list);
	va_end(list);
	return count;
}

AGENT_EXPORT int __isoc99_wscanf(const wchar_t *format, ...)
{
	va_list list;
	int count;

	va_start(list, format);
	count = __isoc99_vfwscanf(stdin, format, list);
	va_end(list);
	return count;
}
