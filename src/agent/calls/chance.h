/*
 * Numbers drawn at random: the same ones in every run.
 */
#ifndef IPCSTAGE_AGENT_CALLS_CHANCE_H
#define IPCSTAGE_AGENT_CALLS_CHANCE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* As the call of that name does, called at `where`: but what it would give is overwritten. Returns
 * as that.
 */
ssize_t agent_draw(void *out, size_t size, unsigned flags, uint32_t where);

#endif
