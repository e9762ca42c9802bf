/*
 * What functions of the C library keep from call to call: where rand has come to, the text of
 * strtok(3), the time that gmtime(3) has returned, the environment. Threads share it.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_KEPT_H
#define IPCSTAGE_AGENT_HOOKS_KEPT_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/library_call.h"

/* Once, before the first run: where it is. */
void agent_find_kept(void);

/*
 * The program is about to call one of the functions. What that does to what it keeps is a load or a
 * store, as a step, if another thread may come between.
 */
void agent_pass_kept(enum library_call call, uint32_t where);

/*
 * The same of what threads may call at once, of which only who comes first is to be seen: what it
 * keeps is something that they have in common (common.h). `first`: its first argument. False: it
 * is none of these.
 */
bool agent_pass_kept_common(enum library_call call, uintptr_t first, uint32_t where);

#endif
