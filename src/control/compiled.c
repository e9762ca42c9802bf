#include "control/compiled.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "control/by_value.h"
#include "control/mentions.h"
#include "control/program.h"
#include "trace/in_place.h"

struct compiled {
	Dwarf *dwarf;
	Elf *elf;
	bool imports[IN_PLACE_COUNT]; /* which of these the program calls */
	struct ledger *out;
};

/* Addresses in a ledger are behind the instruction. */
static void note(const struct compiled *compiled, enum unseen what, uint64_t detail, Dwarf_Addr at)
{
	const struct blind_spot spot = {
		.what = (uint8_t)what, .detail = detail, .where = (uint32_t)at + 1};

	ledger_note(compiled->out, &spot);
}

/* --- what the program calls ------------------------------------------------------------------- */

/* __memcpy_chk is memcpy as _FORTIFY_SOURCE has it. */
static bool is_call_of(const char *symbol, const char *name)
{
	size_t length = strlen(name);

	if (strncmp(symbol, "__", 2) == 0 && strncmp(symbol + 2, name, length) == 0)
		return strcmp(symbol + 2 + length, "_chk") == 0;
	return strcmp(symbol, name) == 0;
}

static void note_import(struct compiled *compiled, const char *symbol)
{
	for (unsigned i = 0; i < IN_PLACE_COUNT; i++)
		compiled->imports[i] |= is_call_of(symbol, in_place_name(i));
}

static void read_symbols(struct compiled *compiled, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	if (!data || !header->sh_entsize)
		return;
	for (int i = 0; (size_t)i < header->sh_size / header->sh_entsize; i++) {
		const char *name =
			gelf_getsym(data, i, &symbol) == NULL
				? NULL
				: elf_strptr(compiled->elf, header->sh_link, symbol.st_name);

		if (name && symbol.st_shndx == SHN_UNDEF)
			note_import(compiled, name);
	}
}

static void read_imports(struct compiled *compiled)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(compiled->elf, section))) {
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_DYNSYM)
			read_symbols(compiled, section, &header);
	}
}

/* --- what it was compiled with ---------------------------------------------------------------- */

static const char *text_of(Dwarf_Die *unit, unsigned attribute)
{
	Dwarf_Attribute found;

	return dwarf_attr(unit, attribute, &found) ? dwarf_formstring(&found) : NULL;
}

static bool is_word(const char *at, size_t length, const char *word)
{
	return strlen(word) == length && strncmp(at, word, length) == 0;
}

/* Of two options the later one counts: -1 where there is neither. */
static int is_set(const char *flags, const char *on, const char *off)
{
	int set = -1;

	while (*(flags += strspn(flags, " "))) {
		size_t length = strcspn(flags, " ");

		if (is_word(flags, length, on))
			set = 1;
		else if (is_word(flags, length, off))
			set = 0;
		flags += length;
	}
	return set;
}

/* --- copies made in place --------------------------------------------------------------------- */

/* Where the code of a line begins, or of what comes next behind it; else `otherwise`. */
static Dwarf_Addr address_of(Dwarf_Die *unit, const char *file, int line, Dwarf_Addr otherwise)
{
	Dwarf_Lines *table;
	Dwarf_Addr found = otherwise;
	int nearest = INT_MAX;
	size_t count;

	if (dwarf_getsrclines(unit, &table, &count) != 0)
		return otherwise;
	for (size_t i = 0; i < count; i++) {
		Dwarf_Line *row = dwarf_onesrcline(table, i);
		const char *in = dwarf_linesrc(row, NULL, NULL);
		int number = 0;

		dwarf_lineno(row, &number);
		if (number < line || number >= nearest || !in || strcmp(in, file) != 0)
			continue;
		nearest = number;
		dwarf_lineaddr(row, &found);
	}
	return found;
}

/* -fno-builtin-memcpy: of this one no copy is made in place. */
static bool is_called(const char *flags, const char *name)
{
	char on[64], off[64];

	snprintf(on, sizeof(on), "-fno-builtin-%s", name);
	snprintf(off, sizeof(off), "-fbuiltin-%s", name);
	return is_set(flags, on, off) == 1;
}

static void note_copies(struct compiled *compiled, Dwarf_Die *unit, const char *flags,
			Dwarf_Addr start)
{
	const char *name = text_of(unit, DW_AT_name), *folder = text_of(unit, DW_AT_comp_dir);
	int lines[IN_PLACE_COUNT] = {0};
	char path[PATH_MAX];

	if (!name)
		return;
	snprintf(path, sizeof(path), "%s%s%s", *name == '/' || !folder ? "" : folder,
		 *name == '/' || !folder ? "" : "/", name);
	mentions_find(path, lines);
	for (unsigned i = 0; i < IN_PLACE_COUNT; i++) {
		if (lines[i] && !compiled->imports[i] && !is_called(flags, in_place_name(i)))
			note(compiled, UNSEEN_IN_PLACE, i, address_of(unit, path, lines[i], start));
	}
}

/* --- bit-fields ------------------------------------------------------------------------------- */

/* The first member of a structure that is one. */
static bool find_bit_field(Dwarf_Die *structure, Dwarf_Die *member)
{
	if (dwarf_child(structure, member) != 0)
		return false;
	do {
		if (dwarf_tag(member) == DW_TAG_member && dwarf_hasattr(member, DW_AT_bit_size))
			return true;
	} while (dwarf_siblingof(member, member) == 0);
	return false;
}

/* What the system's headers declare is not shared by the program's own code. */
static bool is_own(Dwarf_Die *member)
{
	const char *file = dwarf_decl_file(member);

	return file && strncmp(file, "/usr/", 5) != 0;
}

/* gcc's hooks tell of the store alone: that it loads what lies beside it nobody sees. */
static void note_bit_fields(struct compiled *compiled, Dwarf_Die *unit, Dwarf_Addr start)
{
	Dwarf_Die type, member;
	int line = 0;

	if (dwarf_child(unit, &type) != 0)
		return;
	do {
		int tag = dwarf_tag(&type);

		if ((tag != DW_TAG_structure_type && tag != DW_TAG_union_type) ||
		    !find_bit_field(&type, &member) || !is_own(&member))
			continue;
		dwarf_decl_line(&member, &line);
		note(compiled, UNSEEN_BIT_FIELD, 0,
		     address_of(unit, dwarf_decl_file(&member), line, start));
		return;
	} while (dwarf_siblingof(&type, &type) == 0);
}

/* --- structures by value ---------------------------------------------------------------------- */

/* gcc has no hooks for what a call reads to pass it on, nor for where its result goes. */
static void note_by_value(struct compiled *compiled, Dwarf_Die *unit, Dwarf_Addr start)
{
	Dwarf_Die function;
	int line = 0;

	if (dwarf_child(unit, &function) != 0)
		return;
	do {
		if (dwarf_tag(&function) != DW_TAG_subprogram || !by_value_passes(unit, &function))
			continue;
		dwarf_decl_line(&function, &line);
		note(compiled, UNSEEN_BY_VALUE, 0,
		     address_of(unit, dwarf_decl_file(&function), line, start));
	} while (dwarf_siblingof(&function, &function) == 0);
}

/* --- instructions of its own ------------------------------------------------------------------ */

/* Intel's manual, volume 2. */
enum { LOCK = 0xf0, REX = 0x40, ESCAPE = 0x0f, CMPXCHG = 0xb0, XADD = 0xc0 };

/* In place of a locked cmpxchg or xadd the compiler has hooks: it has written none. */
static bool is_locked(const unsigned char *at)
{
	bool is_wide = (at[1] & 0xf0) == REX;
	const unsigned char *code = at + 1 + is_wide;
	unsigned operation = code[1] & 0xfe;

	return at[0] == LOCK && code[0] == ESCAPE && (operation == CMPXCHG || operation == XADD);
}

static void look_at_code(struct compiled *compiled, const Elf_Data *data, const GElf_Shdr *header,
			 Dwarf_Addr start, Dwarf_Addr end)
{
	const unsigned char *bytes = data->d_buf;

	for (Dwarf_Addr at = start; at + 4 <= end; at++) {
		if (is_locked(bytes + (at - header->sh_addr)))
			note(compiled, UNSEEN_ASM, 0, at);
	}
}

static void note_instructions(struct compiled *compiled, Dwarf_Addr start, Dwarf_Addr end)
{
	Elf_Scn *section = NULL;
	GElf_Ehdr file;
	GElf_Shdr header;

	if (!gelf_getehdr(compiled->elf, &file) || file.e_machine != EM_X86_64)
		return;
	while ((section = elf_nextscn(compiled->elf, section))) {
		const Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_PROGBITS ||
		    start < header.sh_addr || end > header.sh_addr + header.sh_size)
			continue;
		data = elf_getdata(section, NULL);
		if (data && data->d_size == header.sh_size)
			look_at_code(compiled, data, &header, start, end);
	}
}

/* --- each file -------------------------------------------------------------------------------- */

static bool has_flags(const char *producer)
{
	return strstr(producer, " -");
}

/* gcc always says what it was told; clang only when it was told to. */
static bool is_clang(const char *producer)
{
	return strstr(producer, "clang");
}

static void look_at_hooked(struct compiled *compiled, Dwarf_Die *unit, const char *flags)
{
	ptrdiff_t offset = 0;
	Dwarf_Addr base, start, end, first = 0;

	while ((offset = dwarf_ranges(unit, offset, &base, &start, &end)) > 0) {
		first = first ? first : start;
		note_instructions(compiled, start, end);
	}
	if (!is_clang(flags)) {
		note_bit_fields(compiled, unit, first);
		note_by_value(compiled, unit, first);
	}
	if (is_set(flags, "-fno-builtin", "-fbuiltin") != 1 &&
	    is_set(flags, "-ffreestanding", "-fhosted") != 1)
		note_copies(compiled, unit, flags, first);
}

static void look_at_unit(struct compiled *compiled, Dwarf_Die *unit)
{
	const char *producer = text_of(unit, DW_AT_producer);
	Dwarf_Addr base, start = 0, end;
	int hooks;

	if (!producer || strncmp(producer, "GNU AS", 6) == 0 ||
	    dwarf_ranges(unit, 0, &base, &start, &end) <= 0)
		return;
	hooks = is_set(producer, "-fsanitize=thread", "-fno-sanitize=thread");
	if (is_clang(producer) && !has_flags(producer))
		note(compiled, UNSEEN_FLAGS, 0, start);
	else if (hooks == -1)
		note(compiled, UNSEEN_UNHOOKED, 0, start);
	else if (hooks == 1 && is_clang(producer) &&
		 !strstr(producer, "-tsan-instrument-read-before-write=1"))
		note(compiled, UNSEEN_CHANGES, 0, start);
	else if (hooks == 1)
		look_at_hooked(compiled, unit, producer);
}

/* --- what has no debug information ------------------------------------------------------------ */

/*
 * Functions that come with the compiler and the C library: what begins a program, and what of
 * libc_nonshared.a and libgcc.a is linked into it, where nobody else sees it. What gcc and clang
 * make to call __tsan_init() has a name that no program can have, or may.
 */
static bool is_given(const char *name, const GElf_Sym *symbol)
{
	static const char *const names[] = {"atexit",	      "at_quick_exit",
					    "stat",	      "fstat",
					    "lstat",	      "fstatat",
					    "mknod",	      "mknodat",
					    "stat64",	      "fstat64",
					    "lstat64",	      "fstatat64",
					    "pthread_atfork", "__clang_call_terminate"};
	bool hidden = GELF_ST_VISIBILITY(symbol->st_other) == STV_HIDDEN;
	bool is_local = GELF_ST_BIND(symbol->st_info) == STB_LOCAL; /* as ld leaves hidden ones */

	if (strcmp(name, "_start") == 0 || strncmp(name, "tsan.", 5) == 0 ||
	    strcmp(name, "_sub_I_00099_0") == 0 || (hidden && strncmp(name, "__", 2) == 0))
		return true;
	for (unsigned i = 0; (hidden || is_local) && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

static bool is_covered(struct compiled *compiled, Dwarf_Addr at)
{
	Dwarf_Off offset = 0, next;
	size_t header;
	Dwarf_Die unit;

	while (dwarf_nextcu(compiled->dwarf, offset, &next, &header, NULL, NULL, NULL) == 0) {
		if (dwarf_offdie(compiled->dwarf, offset + header, &unit) &&
		    dwarf_haspc(&unit, at) == 1)
			return true;
		offset = next;
	}
	return false;
}

static bool is_unknown(struct compiled *compiled, const char *name, const GElf_Sym *symbol)
{
	return name && GELF_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_size > 0 &&
	       symbol->st_shndx != SHN_UNDEF && !is_given(name, symbol) &&
	       !is_covered(compiled, symbol->st_value);
}

static bool has_unknown(struct compiled *compiled, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	for (int i = 0; data && (size_t)i < header->sh_size / header->sh_entsize; i++) {
		if (gelf_getsym(data, i, &symbol) &&
		    is_unknown(compiled, elf_strptr(compiled->elf, header->sh_link, symbol.st_name),
			       &symbol))
			return true;
	}
	return false;
}

/* Once: a place in it has no line. */
static void note_unknown(struct compiled *compiled)
{
	const struct blind_spot spot = {.what = UNSEEN_UNKNOWN};
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(compiled->elf, section))) {
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB &&
		    header.sh_entsize && has_unknown(compiled, section, &header)) {
			ledger_note(compiled->out, &spot);
			return;
		}
	}
}

/* --- all of it -------------------------------------------------------------------------------- */

static void look_at_units(struct compiled *compiled)
{
	Dwarf_Off offset = 0, next;
	size_t header;
	Dwarf_Die unit;

	while (dwarf_nextcu(compiled->dwarf, offset, &next, &header, NULL, NULL, NULL) == 0) {
		if (dwarf_offdie(compiled->dwarf, offset + header, &unit))
			look_at_unit(compiled, &unit);
		offset = next;
	}
}

void compiled_note(const char *program, struct ledger *out)
{
	const struct blind_spot unknown = {.what = UNSEEN_UNKNOWN};
	struct compiled compiled = {.out = out};
	int fd = open(program, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	compiled.dwarf = dwarf_begin(fd, DWARF_C_READ);
	if (compiled.dwarf) {
		compiled.elf = dwarf_getelf(compiled.dwarf);
		read_imports(&compiled);
		look_at_units(&compiled);
		note_unknown(&compiled);
	} else {
		ledger_note(out, &unknown);
	}
	dwarf_end(compiled.dwarf);
	close(fd);
}

bool compiled_has_hooks(const char *program)
{
	static const struct program_word hook = {"__tsan_init", 11};

	return program_has(program, &hook, 1);
}
