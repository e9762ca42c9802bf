/*
 * Streams: stdio(3) does not pass through read(2) and write(2) as we stand in front of them.
 *
 * So stdin, stdout, stderr and what fdopen(3) and fopen(3) make of pipes, sockets and files that
 * somebody writes are streams of our own (fopencookie(3)) that do. Such a stream's descriptor is
 * kept where glibc keeps it in its own.
 */
#include "agent/calls/stream.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>
#include "agent/calls/descriptors.h"
#include "agent/calls/stream_lock.h"
#include "agent/core/blind.h"
#include "agent/core/console.h"
#include "agent/core/families.h"
#include "agent/core/real.h"
#include "agent/hooks/common.h"

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

static int seek_stream(void *cookie, off64_t *offset, int whence)
{
	off_t at = lseek(descriptor_of(cookie), *offset, whence);

	if (at >= 0)
		*offset = at;
	return at < 0 ? -1 : 0;
}

static FILE *open_stream(int fd, const char *mode)
{
	FILE *stream = fopencookie(cookie_of(fd), mode,
				   (cookie_io_functions_t){.read = read_stream,
							   .write = write_stream,
							   .seek = seek_stream,
							   .close = close_stream});

	if (stream)
		stream->_fileno = fd;
	if (stream)
		agent_know_stream(stream);
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

static void open_streams(void)
{
	agent_find_console(agent.trace);
	open_standard(&stdin, STDIN_FILENO, "r", _IOFBF, NULL);
	open_standard(&stdout, STDOUT_FILENO, "w",
		      agent_is_console(STDOUT_FILENO) ? _IOLBF : _IOFBF, agent.output);
	open_standard(&stderr, STDERR_FILENO, "w", _IONBF, NULL);
}

/* How glibc lays out a stream of fopencookie(3); of others there is a lock in the cookie's place.
 */
struct cookie_stream {
	FILE file;
	const void *table;
	void *cookie;
};

bool agent_is_own_stream(const FILE *stream)
{
	return stream->_fileno >= 0 &&
	       ((const struct cookie_stream *)stream)->cookie == cookie_of(stream->_fileno);
}

/* All streams that there are, in glibc; no header of its names it. */
extern FILE *_IO_list_all;

static bool is_written_yet(const FILE *stream)
{
	return stream->_IO_write_ptr > stream->_IO_write_base || fwide((FILE *)stream, 0) > 0;
}

static bool is_read_ahead(const FILE *stream)
{
	return agent_is_own_stream(stream) && stream->_IO_read_ptr < stream->_IO_read_end;
}

/*
 * As exit(3) will leave them, but when it does it is too late for us: what is written is written,
 * and the position of a file is where its reader has come to. Where nothing is left to do nothing
 * is touched: a page that is written after a fork is copied.
 */
static void leave_streams(void)
{
	if (agent.threaded) /* another thread may have one: stream_lock.c */
		return;
	for (FILE *stream = _IO_list_all; stream; stream = stream->_chain) {
		if (is_written_yet(stream) || is_read_ahead(stream))
			fflush(stream);
	}
}

const struct family family_stream = {.on_start = open_streams, .on_leave = leave_streams};

/* It is lost with the process: shown, but no outcome. */
void agent_flush_console(void)
{
	if (agent.trace->output_counts)
		return;
	if (agent_is_console(STDOUT_FILENO) && !agent_stream_is_taken(stdout))
		fflush(stdout);
}

/* A file that is only read may be shared by a fork yet: then its position is. */
static bool is_followed(int fd)
{
	struct stat file;
	bool is_regular = REAL(fstat)(fd, &file) == 0 && S_ISREG(file.st_mode);

	explicit_bzero(&file, sizeof(file)); /* its times are others in every run */
	return agent_object_fd(fd) || is_regular;
}

AGENT_EXPORT FILE *fdopen(int fd, const char *mode)
{
	if (!AGENT_OWN_CALL)
		agent_use_descriptor(fd, "fdopen", 0, AGENT_CALLER);
	return agent_on() && is_followed(fd) ? open_stream(fd, mode) : REAL(fdopen)(fd, mode);
}

/* The flags of open(2) that a mode of fopen(3) stands for. */
static int flags_of(const char *mode)
{
	bool both = strchr(mode, '+');
	int flags = both ? O_RDWR : mode[0] == 'r' ? O_RDONLY : O_WRONLY;

	if (mode[0] != 'r')
		flags |= O_CREAT | (mode[0] == 'a' ? O_APPEND : O_TRUNC);
	if (strchr(mode, 'x'))
		flags |= O_EXCL;
	if (strchr(mode, 'e'))
		flags |= O_CLOEXEC;
	return flags;
}

AGENT_EXPORT FILE *fopen(const char *restrict path, const char *restrict mode)
{
	FILE *stream;
	int fd;

	if (!agent_on() || !strchr("rwa", mode[0]) || strchr(mode, ','))
		return REAL(fopen)(path, mode);
	fd = open(path, flags_of(mode), 0666);
	if (fd < 0)
		return NULL;
	stream = fdopen(fd, mode);
	if (!stream)
		close(fd);
	return stream;
}

AGENT_EXPORT FILE *fopen64(const char *restrict path, const char *restrict mode)
	__attribute__((alias("fopen")));

/* --- freopen -------------------------------------------------------------------------------- */

/* What libc keeps of a stream in its _flags; no header of its names them. */
enum { NO_READS = 0x4, NO_WRITES = 0x8, IS_WRITTEN = 0x800, APPENDS = 0x1000 };

static void set_mode(FILE *stream, const char *mode)
{
	bool both = strchr(mode, '+');

	stream->_flags &= ~(NO_READS | NO_WRITES | APPENDS);
	if (!both)
		stream->_flags |= mode[0] == 'r' ? NO_WRITES : NO_READS;
	if (mode[0] == 'a')
		stream->_flags |= APPENDS;
}

/* Whether it is for bytes or for wide characters is open again: wide.c. */
static void settle_anew(FILE *stream)
{
	int8_t *width = agent_width_of(stream);

	if (width)
		*width = 0;
	stream->_flags &= ~IS_WRITTEN;
}

/* Without a path it is what is open, in another mode. */
static int open_again(int fd, const char *path, const char *mode)
{
	char own[32];

	snprintf(own, sizeof(own), "/proc/self/fd/%d", fd);
	return open(path ? path : own, flags_of(mode) | O_CLOEXEC, 0666);
}

/* The stream stays where it is, and so does the number of its descriptor, as libc has it. */
static FILE *reopen(FILE *stream, const char *path, const char *mode)
{
	int fd = stream->_fileno;
	int other;

	fflush(stream);
	other = open_again(fd, path, mode);
	if (other < 0) {
		int error = errno;

		fclose(stream);
		errno = error;
		return NULL;
	}
	dup3(other, fd, strchr(mode, 'e') ? O_CLOEXEC : 0);
	close(other);
	__fpurge(stream);
	clearerr(stream);
	set_mode(stream, mode);
	settle_anew(stream);
	if (__flbf(stream) && !agent_is_console(fd))
		setvbuf(stream, NULL, _IOFBF, 0);
	return stream;
}

AGENT_EXPORT FILE *freopen(const char *restrict path, const char *restrict mode,
			   FILE *restrict stream)
{
	agent_use_stream(stream, false, AGENT_CALLER);
	if (agent.trace && agent_is_own_stream(stream) && strchr("rwa", mode[0]))
		return reopen(stream, path, mode);
	return REAL(freopen)(path, mode, stream);
}

AGENT_EXPORT FILE *freopen64(const char *restrict path, const char *restrict mode,
			     FILE *restrict stream) __attribute__((alias("freopen")));

/* Its descriptor, under the number that it has. */
static int take_from(FILE *stream)
{
	int copy = REAL(fcntl)(fileno(stream), F_DUPFD, 0), fd;

	fclose(stream);
	fd = REAL(fcntl)(copy, F_DUPFD, 0);
	REAL(close)(copy);
	return fd;
}

/* A file without a name: who is to have it inherits its descriptor. */
AGENT_EXPORT FILE *tmpfile(void)
{
	FILE *stream;
	int fd;

	agent_change_common(COMMON_DESCRIPTORS, "tmpfile", 0, AGENT_CALLER);
	stream = REAL(tmpfile)();
	if (!agent_on() || !stream)
		return stream;
	fd = take_from(stream);
	if (fd < 0)
		return NULL;
	agent_note_descriptor(fd, agent_make_object(fd));
	return open_stream(fd, "w+");
}

AGENT_EXPORT FILE *tmpfile64(void) __attribute__((alias("tmpfile")));

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
