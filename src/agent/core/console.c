/*
 * What the program prints: text for descriptors 1 and 2 becomes records in its place.
 *
 * What libc prints past our streams (an abort's last words) goes to the descriptors themselves,
 * which the viewer has pointed at a memfd.
 */
#include "agent/core/console.h"

#include <sys/stat.h>
#include "agent/core/agent.h"
#include "agent/core/records.h"

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
