/*
 * Streams: stdio(3) does not pass through read(2) and write(2) as we stand in front of them.
 *
 * So stdin, stdout, stderr and what fdopen(3) makes of pipes and sockets are streams of our own
 * (fopencookie(3)) that do. Such a stream's descriptor is kept where glibc keeps it in its own.
 */
#include "agent/agent.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* A cookie may not be NULL: it is the descriptor and one. */
static void *cookie_of(int fd)
{
	return (void *)((uintptr_t)fd + 1);
}

static int descriptor_of(void *cookie)
{
	return (int)((uintptr_t)cookie - 1);
}

static ssize_t read_stream(void *cookie, char *out, size_t size)
{
	return read(descriptor_of(cookie), out, size);
}

static ssize_t write_stream(void *cookie, const char *text, size_t length)
{
	return write(descriptor_of(cookie), text, length);
}

static int close_stream(void *cookie)
{
	return close(descriptor_of(cookie));
}

static FILE *open_stream(int fd, const char *mode)
{
	FILE *stream = fopencookie(cookie_of(fd), mode,
				   (cookie_io_functions_t){.read = read_stream,
							   .write = write_stream,
							   .close = close_stream});

	if (stream)
		stream->_fileno = fd;
	return stream;
}

/* Line buffered where a terminal would be, as libc has it. A buffer of NULL is libc's to find. */
static void open_standard(FILE **standard, int fd, const char *mode, int buffering, char *buffer)
{
	FILE *stream = open_stream(fd, mode);

	if (!stream)
		return;
	setvbuf(stream, buffer, buffering, buffer ? AGENT_OUTPUT : 0);
	*standard = stream;
}

void agent_open_streams(void)
{
	agent_find_console(agent.trace->console_fd);
	open_standard(&stdin, STDIN_FILENO, "r", _IOFBF, NULL);
	open_standard(&stdout, STDOUT_FILENO, "w",
		      agent_is_console(STDOUT_FILENO) ? _IOLBF : _IOFBF, agent.output);
	open_standard(&stderr, STDERR_FILENO, "w", _IONBF, NULL);
}

void agent_flush_console(void)
{
	if (agent_is_console(STDOUT_FILENO))
		fflush(stdout);
}

AGENT_EXPORT FILE *fdopen(int fd, const char *mode)
{
	return agent_on() && agent_object_fd(fd) ? open_stream(fd, mode) : REAL(fdopen)(fd, mode);
}

AGENT_EXPORT int fileno(FILE *stream)
{
	int fd = REAL(fileno)(stream);

	return fd < 0 && stream->_fileno >= 0 ? stream->_fileno : fd;
}

AGENT_EXPORT int fileno_unlocked(FILE *stream) __attribute__((alias("fileno")));

AGENT_EXPORT int vdprintf(int fd, const char *restrict format, va_list arguments)
{
	char *text;
	int length = vasprintf(&text, format, arguments);

	if (length < 0)
		return -1;
	if (write(fd, text, (size_t)length) != length)
		length = -1;
	free(text);
	return length;
}

AGENT_EXPORT int dprintf(int fd, const char *restrict format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vdprintf(fd, format, arguments);
	va_end(arguments);
	return length;
}

/* --- what _FORTIFY_SOURCE makes of them ----------------------------------------------------- */

AGENT_EXPORT int __vdprintf_chk(int fd, int flag, const char *format, va_list arguments);
AGENT_EXPORT int __dprintf_chk(int fd, int flag, const char *format, ...);

AGENT_EXPORT int __vdprintf_chk(int fd, int flag, const char *format, va_list arguments)
{
	(void)flag;
	return vdprintf(fd, format, arguments);
}

AGENT_EXPORT int __dprintf_chk(int fd, int flag, const char *format, ...)
{
	va_list arguments;
	int length;

	(void)flag;
	va_start(arguments, format);
	length = vdprintf(fd, format, arguments);
	va_end(arguments);
	return length;
}
