/*
 * gcc's hooks for `*a = *b` of structures: that of the store comes first, then that of the load,
 * and then all is copied.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_ONE_COPY_H
#define IPCSTAGE_AGENT_HOOKS_ONE_COPY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether two hooks, which return to these link-time addresses, have no store between them: the
 * one of a store has not been followed by it when the next one is called.
 */
bool agent_is_one_copy(uint32_t store, uint32_t load);

#endif
