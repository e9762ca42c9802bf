/*
 * Whether memory that a call is given is there. The kernel refuses a call that is given other
 * memory (EFAULT): so nothing of it is looked at here that has not been asked about.
 */
#ifndef IPCSTAGE_AGENT_CORE_REACHABLE_H
#define IPCSTAGE_AGENT_CORE_REACHABLE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether `size` bytes can be read, or be written; a text, to its end. NULL is nowhere. */
bool agent_can_read(const void *from, size_t size);
bool agent_can_write(const void *to, size_t size);
bool agent_can_read_text(const char *text);

#endif
