/*
 * Text that the program prints.
 */
#ifndef IPCSTAGE_AGENT_CORE_CONSOLE_H
#define IPCSTAGE_AGENT_CORE_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include "trace/trace.h"

/*
 * Write it as records, a line each, in place of what descriptor `fd` stands for. Where what is
 * printed is an outcome it is a step, whatever number of lines it has, called at `where`.
 */
void agent_print(int fd, const char *text, size_t length, uint32_t where);

/* Write a line of our own, which is no step and no outcome: `what` the program has not printed. */
void agent_say(const char *what, size_t length);

/* Whether a descriptor leads to where the program prints: to what the segment says that is. */
bool agent_is_console(int fd);

/* Learn that from the segment; whoever is the first finds it out there (trace->console_fd). */
void agent_find_console(struct trace *trace);

#endif
