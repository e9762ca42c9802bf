/*
 * What the program calls its variables: the symbol table of its file, elf(5).
 */
#ifndef IPCSTAGE_AGENT_CORE_SYMBOLS_H
#define IPCSTAGE_AGENT_CORE_SYMBOLS_H

#include <stdint.h>
#include "trace/trace.h"

struct symbol {
	uintptr_t start;
	uint32_t size;
	char name[TRACE_NAME]; /* "" unknown */
};

/*
 * What `size` bytes at an address are a part of, by the debug information (ways.h) or else by the
 * symbols; leaves *out as it is where nothing is known.
 */
void agent_find_symbol(uintptr_t address, uint32_t size, struct symbol *out);

/* What has no name is known at least by where it starts, which is the same in every run. */
void agent_name_place(struct symbol *out);

#endif
