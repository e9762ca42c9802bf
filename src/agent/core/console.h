/*
 * Text that the program prints.
 */
#ifndef IPCSTAGE_AGENT_CORE_CONSOLE_H
#define IPCSTAGE_AGENT_CORE_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include "trace/trace.h"

/* Write it as records, in place of what descriptor `fd` stands for. */
void agent_print(int fd, const char *text, size_t length);

/* Whether a descriptor leads to where the program prints: to what the segment says that is. */
bool agent_is_console(int fd);

/* Learn that from the segment; whoever is the first finds it out there (trace->console_fd). */
void agent_find_console(struct trace *trace);

#endif
