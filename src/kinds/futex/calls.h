/*
 * futex(2), which programs make by its number.
 */
#ifndef IPCSTAGE_KINDS_FUTEX_CALLS_H
#define IPCSTAGE_KINDS_FUTEX_CALLS_H

#include <stdbool.h>
#include <stdint.h>

/* The call with these arguments; false: it is of a kind that is not followed. */
bool agent_futex(const uint64_t arguments[6], uint32_t where, long *result);

#endif
