/*
 * Memory of threads that is given back.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_FREED_H
#define IPCSTAGE_AGENT_HOOKS_FREED_H

#include <stdint.h>

/* Write a record for each value that is shown and lies in these bytes: what comes to lie there next
 * is another one. */
void agent_tell_freed(const void *start, uint64_t size);

#endif
