/*
 * What the program prints: text for descriptors 1 and 2 becomes records in its place.
 *
 * stdio does not pass through write(2), so stdout and stderr get streams of our own
 * (fopencookie(3)), line buffered as on a terminal. What libc prints past them (an assertion, an
 * abort) goes to the descriptors themselves, which the viewer has pointed at a memfd.
 */
#include "agent/agent.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

void agent_print(int fd, const char *text, size_t length)
{
	struct record record;

	if (!length)
		return;
	agent_settle();
	record = agent_record(OP_PRINT, 0, 0);
	record.argument = (uint64_t)fd;
	agent_write_text(&record, text, length);
}

bool agent_is_console(int fd)
{
	struct stat file;

	return fstat(fd, &file) == 0 && file.st_dev == agent.console[0] &&
	       file.st_ino == agent.console[1];
}

static ssize_t write_stream(void *cookie, const char *text, size_t length)
{
	int fd = cookie == &agent ? 1 : 2;

	if (!agent_on() || !agent_is_console(fd))
		return write(fd, text, length);
	agent_print(fd, text, length);
	return (ssize_t)length;
}

static FILE *open_stream(void *cookie, int buffering)
{
	FILE *stream = fopencookie(cookie, "w", (cookie_io_functions_t){.write = write_stream});

	if (stream)
		setvbuf(stream, NULL, buffering, 0);
	return stream;
}

void agent_open_console(void)
{
	struct stat file;
	FILE *out, *err;

	if (fstat(agent.trace->console_fd, &file) == 0) {
		agent.console[0] = file.st_dev;
		agent.console[1] = file.st_ino;
	}
	/* A cookie may not be NULL, and only has to tell the two apart. */
	out = open_stream(&agent, _IOLBF);
	err = open_stream(&agent.console, _IONBF);
	if (out)
		stdout = out;
	if (err)
		stderr = err;
}

void agent_flush_console(void)
{
	fflush(stdout);
}
