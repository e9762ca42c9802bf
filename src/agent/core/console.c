/*
 * What the program prints: text for descriptors 1 and 2, and copies of them, becomes records in its
 * place.
 *
 * What libc prints past our streams (an abort's last words) goes to the descriptors themselves,
 * which the viewer has pointed at a memfd.
 */
#include "agent/core/console.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"

static struct gate print_gate(int fd, size_t length, uint32_t where)
{
	struct gate gate = agent_gate(OP_PRINT, 0, where);

	gate.intent.visible = agent_has_company();
	gate.intent.argument = (uint64_t)fd;
	gate.intent.size = (uint32_t)length;
	return gate;
}

/* Up to the end of the line, with it. */
static size_t line_of(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\n')
			return i + 1;
	}
	return length;
}

/* The first line is the step, if it is one. */
static void write_lines(struct record *record, const char *text, size_t length)
{
	for (size_t line; length; text += line, length -= line) {
		line = line_of(text, length);
		agent_write_text(record, text, line);
		record->flags = 0;
	}
}

void agent_print(int fd, const char *text, size_t length, uint32_t where)
{
	bool counts = agent.trace->output_counts;
	struct record record;

	if (!length)
		return;
	agent_settle();
	record = agent_record(OP_PRINT, 0, counts ? where : 0);
	record.argument = (uint64_t)fd;
	record.value = counts;
	if (counts) {
		struct gate gate = print_gate(fd, length, where);

		agent_given(text, length);
		record.flags = agent_pass(&gate);
	}
	write_lines(&record, text, length);
}

void agent_say(const char *what, size_t length)
{
	struct record record;

	agent_settle();
	record = agent_record(OP_PRINT, 0, 0);
	record.argument = STDERR_FILENO;
	write_lines(&record, what, length);
}

bool agent_is_console(int fd)
{
	struct stat file;
	bool is_console = fstat(fd, &file) == 0 && file.st_dev == agent.console[0] &&
			  file.st_ino == agent.console[1];

	explicit_bzero(&file, sizeof(file)); /* its times are others in every run */
	return is_console;
}

void agent_find_console(struct trace *trace)
{
	struct stat file;

	if (!trace->console[1] && fstat(trace->console_fd, &file) == 0) {
		trace->console[0] = file.st_dev;
		trace->console[1] = file.st_ino;
	}
	agent.console[0] = trace->console[0];
	agent.console[1] = trace->console[1];
}
