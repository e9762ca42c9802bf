/*
 * Text that the program prints.
 */
#ifndef IPCSTAGE_AGENT_CORE_CONSOLE_H
#define IPCSTAGE_AGENT_CORE_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

/* Write it as records, in place of what descriptor `fd` stands for. */
void agent_print(int fd, const char *text, size_t length);

/* Whether a descriptor leads to where the program prints; and from now on that is where `fd` does.
 */
bool agent_is_console(int fd);
void agent_find_console(int fd);

#endif
