/*
 * The table is read anew for each variable that threads come to meet in: there are few.
 */
#include "agent/core/symbols.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"
#include "agent/core/ways.h"

enum { WAYS = 4 /* to one place that are tried */ };

struct file {
	const char *bytes;
	size_t size;
};

static bool open_program(struct file *file)
{
	int fd = REAL(openat)(AT_FDCWD, "/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *bytes = MAP_FAILED;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) == 0)
		bytes = REAL(mmap)(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	REAL(close)(fd);
	*file = (struct file){bytes, bytes == MAP_FAILED ? 0 : (size_t)status.st_size};
	return bytes != MAP_FAILED;
}

/* Of a file that is cut off there is nothing. */
static const void *part_of(const struct file *file, uint64_t at, uint64_t size)
{
	return at <= file->size && size <= file->size - at ? file->bytes + at : NULL;
}

static const ElfW(Shdr) * section(const struct file *file, unsigned number)
{
	const ElfW(Ehdr) *header = part_of(file, 0, sizeof(*header));

	if (!header || number >= header->e_shnum)
		return NULL;
	return part_of(file, header->e_shoff + number * sizeof(ElfW(Shdr)), sizeof(ElfW(Shdr)));
}

/* gcc tells static variables of functions apart by a number behind the name. */
static void name_it(struct symbol *out, const struct file *file, const ElfW(Shdr) * names,
		    uint32_t at)
{
	const char *name = names && at < names->sh_size
				   ? part_of(file, names->sh_offset + at, names->sh_size - at)
				   : NULL;
	size_t length = name ? strnlen(name, names->sh_size - at) : 0;
	const char *number = name ? memchr(name, '.', length) : NULL;

	if (number && number > name)
		length = (size_t)(number - name);
	if (length >= TRACE_NAME)
		length = TRACE_NAME - 1;
	if (name)
		memcpy(out->name, name, length);
	out->name[length] = '\0';
}

static void look_in(const struct file *file, const ElfW(Shdr) * table, uintptr_t address,
		    struct symbol *out)
{
	const ElfW(Sym) *symbols = part_of(file, table->sh_offset, table->sh_size);

	for (size_t i = 0; symbols && i < table->sh_size / sizeof(*symbols); i++) {
		const ElfW(Sym) *symbol = &symbols[i];
		uintptr_t start = agent.program_bias + symbol->st_value;

		if (ELF64_ST_TYPE(symbol->st_info) != STT_OBJECT || symbol->st_shndx == SHN_UNDEF ||
		    address - start >= symbol->st_size)
			continue;
		out->start = start;
		out->size = (uint32_t)symbol->st_size;
		name_it(out, file, section(file, table->sh_link), symbol->st_name);
		return;
	}
}

/* What the viewer has found out since an earlier run has asked; else it is asked. */
static const struct label *label_of(const struct label_way *way)
{
	const struct label *label = labels_find(&agent.trace->labels, way);

	if (!label)
		labels_ask(&agent.trace->labels, way);
	return label && label->name[0] ? label : NULL;
}

/* By the first of the ways there that has a name. */
static bool find_label(uintptr_t address, uint32_t size, struct symbol *out)
{
	const struct label *label = NULL;
	struct label_way way;

	for (unsigned i = 0; !label && i < WAYS && agent_find_way(address, size, i, &way); i++)
		label = label_of(&way);
	if (!label)
		return false;
	out->start = address - label->before;
	out->size = label->size;
	memcpy(out->name, label->name, sizeof(out->name));
	return true;
}

static void find_by_symbol(uintptr_t address, struct symbol *out)
{
	const ElfW(Shdr) * table;
	struct file file;

	if (!open_program(&file))
		return;
	for (unsigned i = 0; (table = section(&file, i)); i++) {
		if (table->sh_type == SHT_SYMTAB)
			look_in(&file, table, address, out);
	}
	REAL(munmap)((void *)(uintptr_t)file.bytes, file.size);
}

void agent_find_symbol(uintptr_t address, uint32_t size, struct symbol *out)
{
	if (find_label(address, size, out))
		return;
	find_by_symbol(address, out);
}

void agent_name_place(struct symbol *out)
{
	uint32_t below = 0;
	unsigned actor = agent_stack_of(out->start, &below);

	if (agent_is_on_heap(out->start))
		snprintf(out->name, sizeof(out->name), "heap+%lu",
			 (unsigned long)(out->start - agent.heap_start));
	else if (actor < LIMIT_ACTORS)
		snprintf(out->name, sizeof(out->name), "stack of %u-%u", actor, below);
}
