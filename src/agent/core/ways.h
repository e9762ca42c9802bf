/*
 * How to get to a place in memory from something that has a name: a variable, or what one points
 * to (trace/labels.h).
 */
#ifndef IPCSTAGE_AGENT_CORE_WAYS_H
#define IPCSTAGE_AGENT_CORE_WAYS_H

#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "trace/labels.h"

/* Of several, one after another: `number` from 0 on. Returns false where there are no more. */
bool agent_find_way(uintptr_t address, uint32_t size, unsigned number, struct label_way *out);

/* The stack of this thread begins there. */
void agent_note_stack(const void *top);

/* Whose stack a place is on, and how far from its beginning; LIMIT_ACTORS: nobody's. */
unsigned agent_stack_of(uintptr_t address, uint32_t *below);

/* The block of the heap that a place lies in. */
bool agent_find_block(uintptr_t address, struct span *out);

/* Whether it is on the heap. */
static inline bool agent_is_on_heap(uintptr_t address)
{
	return agent.heap_start && address >= agent.heap_start && address < (uintptr_t)sbrk(0);
}

/* This thread is about to make another one: its locals may be that one's, too. */
void agent_note_frames(void);

#endif
