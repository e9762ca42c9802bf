/*
 * The key of what a process has in its memory.
 */
#ifndef IPCSTAGE_AGENT_CORE_MEMORY_KEY_H
#define IPCSTAGE_AGENT_CORE_MEMORY_KEY_H

#include "base/hash.h"

struct region;

/* Once, before the first run: where the program keeps what it knows. */
void agent_find_memory(void);

/* The same of a thread that has begun. */
void agent_find_own_memory(void);

/*
 * Put the key of this thread's stack and registers into its entry. One thread of a process puts the
 * key of what they all share into their space's, and what its mappings hold into theirs.
 */
void agent_find_key(void);

/* The same, whichever thread answers for all; the others are to stand still. */
void agent_find_whole_key(void);

/* What lies in a region, but for words that name the owners of locks; hash_none(): not to be told.
 */
struct hash agent_hash_region(const struct region *region);

#endif
