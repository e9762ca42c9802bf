#include "cli/output.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/error.h"
#include "base/printable.h"

enum { PIECE = 4096 };

static int write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -1;
		bytes += written;
		length -= (size_t)written;
	}
	return 0;
}

/* Lines, one by one: between them stands what may not stand in them. */
static int write_lines(int fd, const char *bytes, size_t length)
{
	char clean[PIECE + 1];

	while (length > 0) {
		const char *newline = memchr(bytes, '\n', length);
		size_t taken = newline ? (size_t)(newline - bytes) : length;
		size_t used = printable_copy(clean, sizeof(clean), bytes, taken);

		if (newline) {
			clean[used++] = '\n';
			taken++;
		}
		if (write_all(fd, clean, used) < 0)
			return -1;
		bytes += taken;
		length -= taken;
	}
	return 0;
}

/* A piece at a time; a character that it ends in the middle of waits for the next. */
static ssize_t pass(void *cookie, const char *bytes, size_t size)
{
	struct sink *sink = cookie;
	char piece[PIECE];
	size_t done = 0;

	while (done < size) {
		size_t room = sizeof(piece) - sink->begun_length;
		size_t more = size - done < room ? size - done : room, whole;

		memcpy(piece, sink->begun, sink->begun_length);
		memcpy(piece + sink->begun_length, bytes + done, more);
		more += sink->begun_length;
		done += more - sink->begun_length;
		whole = utf8_whole(piece, more);
		sink->begun_length = more - whole;
		memcpy(sink->begun, piece + whole, sink->begun_length);
		if (write_lines(sink->fd, piece, whole) < 0)
			return 0;
	}
	return (ssize_t)size;
}

static FILE *open_sink(struct sink *sink, int fd, int buffering)
{
	FILE *stream = fopencookie(sink, "w", (cookie_io_functions_t){.write = pass});

	*sink = (struct sink){.fd = fd};
	if (stream)
		setvbuf(stream, NULL, buffering, BUFSIZ);
	return stream;
}

int output_begin(struct output *output)
{
	int buffering = isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF;
	FILE *out = open_sink(&output->out, STDOUT_FILENO, buffering);
	FILE *errors = open_sink(&output->errors, STDERR_FILENO, _IOLBF);

	if (!out || !errors)
		return -1;
	stdout = out;
	stderr = errors;
	return 0;
}

void output_name(const char *name)
{
	char line[PATH_MAX];

	printable_copy(line, sizeof(line), name, strlen(name));
	fputs(line, stdout);
}

void output_complain(const char *command, const char *message, va_list arguments)
{
	struct error error;

	error_set_list(&error, message, arguments);
	fprintf(stderr, "ipcstage%s%s: %s\n", *command ? " " : "", command, error.text);
}
