/*
 * Libraries without the memory hooks, other than those of the compiler: what they do to memory that
 * is shared nobody sees. Which are loaded is looked at when the program begins, and again where it
 * forks, becomes another one and ends: dlopen(3) looks at who calls it, and must not be called by
 * us.
 */
#include <elf.h>
#include <link.h>
#include <string.h>
#include "agent/core/agent.h"
#include "agent/core/families.h"
#include "agent/core/loaded.h"

/* Every function that has the hooks calls it. */
static const char hook[] = "__tsan_func_entry";

/* --- what a library asks the loader for ------------------------------------------------------- */

struct asked {
	const char *names;
	const ElfW(Sym) * symbols;
	const ElfW(Rela) * tables[2]; /* of functions and of their addresses */
	size_t sizes[2];	      /* in bytes */
};

static const ElfW(Dyn) * dynamic_of(const struct dl_phdr_info *info)
{
	for (int i = 0; i < info->dlpi_phnum; i++) {
		if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
			return (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
	}
	return NULL;
}

static struct asked read_asked(const ElfW(Dyn) * entry)
{
	struct asked asked = {0};

	for (; entry && entry->d_tag != DT_NULL; entry++) {
		const void *at = (const void *)entry->d_un.d_ptr; /* as the loader has left it */

		if (entry->d_tag == DT_STRTAB)
			asked.names = at;
		else if (entry->d_tag == DT_SYMTAB)
			asked.symbols = at;
		else if (entry->d_tag == DT_JMPREL)
			asked.tables[0] = at;
		else if (entry->d_tag == DT_RELA)
			asked.tables[1] = at;
		else if (entry->d_tag == DT_PLTRELSZ)
			asked.sizes[0] = entry->d_un.d_val;
		else if (entry->d_tag == DT_RELASZ)
			asked.sizes[1] = entry->d_un.d_val;
	}
	return asked;
}

static bool asks_in(const struct asked *asked, unsigned table)
{
	const ElfW(Rela) *row = asked->tables[table];

	for (size_t i = 0; row && i < asked->sizes[table] / sizeof(*row); i++) {
		const ElfW(Sym) *symbol = &asked->symbols[ELF64_R_SYM(row[i].r_info)];

		if (strcmp(asked->names + symbol->st_name, hook) == 0)
			return true;
	}
	return false;
}

static bool has_hooks(const struct dl_phdr_info *info)
{
	const struct asked asked = read_asked(dynamic_of(info));

	return asked.names && asked.symbols && (asks_in(&asked, 0) || asks_in(&asked, 1));
}

/* --- all that are loaded ---------------------------------------------------------------------- */

struct look {
	unsigned count;		 /* looked at so far */
	unsigned long long adds; /* how many have been loaded in all */
	bool found;
};

/* The first that is named is the program. */
static int look_at_one(struct dl_phdr_info *info, size_t size, void *context)
{
	struct look *look = context;

	(void)size;
	look->adds = info->dlpi_adds;
	if (look->count == 0 && info->dlpi_adds == agent.libraries)
		return 1;
	if (look->count++ > 0 && !agent_loaded_is_system(info) &&
	    !agent_loaded_holds(info, agent.text_start) && !has_hooks(info))
		look->found = true;
	return look->found;
}

/* A library that is gone again by now may have been one. */
static void look_at_all(void)
{
	struct look look = {0};

	if (!agent.hooked)
		return;
	dl_iterate_phdr(look_at_one, &look);
	if (look.adds != agent.libraries) /* a page that is written after a fork is copied */
		agent.libraries = look.adds;
	if (look.found)
		agent.trace->has_bare_library = true;
}

static void look_before(uint32_t where)
{
	(void)where;
	look_at_all();
}

const struct family family_bare_libraries = {
	.on_serve = look_at_all,
	.on_image = look_at_all,
	.on_share = look_at_all,
	.on_exec = look_before,
	.on_end = look_at_all,
};
