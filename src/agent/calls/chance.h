/*
 * Numbers drawn at random: the same ones in every run.
 */
#ifndef IPCSTAGE_AGENT_CALLS_CHANCE_H
#define IPCSTAGE_AGENT_CALLS_CHANCE_H

#include <stddef.h>
#include <stdint.h>

/* Fill memory of the program's with them, for a call made at `where`. */
void agent_draw(void *out, size_t size, uint32_t where);

#endif
