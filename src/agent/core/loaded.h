/*
 * What the loader has put into memory: dl_iterate_phdr(3).
 */
#ifndef IPCSTAGE_AGENT_CORE_LOADED_H
#define IPCSTAGE_AGENT_CORE_LOADED_H

#include <link.h>
#include <stdbool.h>
#include <stdint.h>

/* Whether an address lies in a program or library. */
static inline bool agent_loaded_holds(const struct dl_phdr_info *info, uintptr_t address)
{
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD &&
		    address - info->dlpi_addr - segment->p_vaddr < segment->p_memsz)
			return true;
	}
	return false;
}

/*
 * Whether it is a library of the compiler or of the C library: what those do is looked at where
 * they are called.
 */
bool agent_loaded_is_system(const struct dl_phdr_info *info);

#endif
