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

/* The variable that an address lies in; leaves *out as it is where there is none. */
void agent_find_symbol(uintptr_t address, struct symbol *out);

#endif
