/*
 * The key of what a process has in its memory.
 */
#ifndef IPCSTAGE_AGENT_CORE_MEMORY_KEY_H
#define IPCSTAGE_AGENT_CORE_MEMORY_KEY_H

/* Once, before the first run: where the program keeps what it knows. */
void agent_find_memory(void);

/* Put the key of this process's memory into its entry, and what its mappings hold into theirs. */
void agent_find_key(void);

#endif
