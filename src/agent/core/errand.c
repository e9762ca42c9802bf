/*
 * `if (fork() == 0) { producer(); exit(0); }`: as the child comes to something that can be seen, it
 * is found in a function that was called by the one that has forked. It is called after that, if
 * the code behind that call shows that the child does nothing else by functions of the program: it
 * prints, closes, frees, and ends. Otherwise it has a number, since `P()` would be no name for who
 * goes on to `V()`. All paths are gone along that may be taken there.
 */
#include "agent/core/errand.h"

#include <elf.h>
#include <link.h>
#include <string.h>
#include "agent/core/called.h"
#include "agent/core/callers.h"
#include "agent/core/records.h"

enum { TRIES = 8 /* operations that are looked at */, PATHS = 16, INSTRUCTIONS = 200 };

/* Who has forked this process: as the functions were under way then. */
static struct callers forking;

void agent_note_forking(void)
{
	forking.count = 0;
	if (agent.trace->wants_names && agent.gated)
		agent_find_callers(&forking);
}

void agent_begin_errand(void)
{
	agent_own.errand =
		agent.trace->wants_names && agent.gated && forking.count && forking.count < CALLERS
			? TRIES
			: 0;
}

/* --- functions of libraries ------------------------------------------------------------------- */

/* Where the program's tables are: dl_iterate_phdr(3) names it first. */
struct tables {
	const ElfW(Sym) * symbols;
	const char *names;
	const ElfW(Rela) * lists[2];
	size_t sizes[2]; /* bytes */
};

static void find_table(struct tables *tables, const ElfW(Dyn) * entry)
{
	const void *at = (const void *)entry->d_un.d_ptr;

	switch (entry->d_tag) {
	case DT_SYMTAB:
		tables->symbols = at;
		break;
	case DT_STRTAB:
		tables->names = at;
		break;
	case DT_RELA:
		tables->lists[0] = at;
		break;
	case DT_RELASZ:
		tables->sizes[0] = entry->d_un.d_val;
		break;
	case DT_JMPREL:
		tables->lists[1] = at;
		break;
	case DT_PLTRELSZ:
		tables->sizes[1] = entry->d_un.d_val;
		break;
	default:
		break;
	}
}

static int find_tables(struct dl_phdr_info *info, size_t size, void *context)
{
	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		const ElfW(Dyn) *entry = (const void *)(info->dlpi_addr + segment->p_vaddr);

		for (; segment->p_type == PT_DYNAMIC && entry->d_tag != DT_NULL; entry++)
			find_table(context, entry);
	}
	return 1;
}

/* The function whose address is put there as the program is loaded, or when it is first called. */
static const char *function_in(uintptr_t slot)
{
	struct tables tables = {0};

	dl_iterate_phdr(find_tables, &tables);
	for (int n = 0; n < 2 && tables.symbols && tables.names; n++) {
		const ElfW(Rela) *list = tables.lists[n];

		for (size_t i = 0; list && i < tables.sizes[n] / sizeof(*list); i++) {
			if (list[i].r_offset + agent.program_bias == slot)
				return tables.names +
				       tables.symbols[ELF64_R_SYM(list[i].r_info)].st_name;
		}
	}
	return NULL;
}

/* By the piece of code that jumps to where such an address says: its prefixes, ff 25, how far. */
static const char *function_at(uintptr_t code)
{
	static const uint8_t marked[] = {0xf3, 0x0f, 0x1e, 0xfa};
	const uint8_t *bytes = (const uint8_t *)code;
	int32_t distance;

	if (agent.program_end - code < 16 || code < agent.program_start)
		return NULL;
	if (memcmp(bytes, marked, sizeof(marked)) == 0)
		bytes += sizeof(marked);
	bytes += *bytes == 0xf2;
	if (bytes[0] != 0xff || bytes[1] != 0x25)
		return NULL;
	memcpy(&distance, bytes + 2, sizeof(distance));
	return function_in((uintptr_t)bytes + 6 + (uintptr_t)(intptr_t)distance);
}

static bool ends_all(const char *function)
{
	static const char *const names[] = {
		"exit",	 "_exit",	 "_Exit",	    "quick_exit",
		"abort", "pthread_exit", "__stack_chk_fail"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(function, names[i]) == 0)
			return true;
	}
	return false;
}

/* --- what follows ----------------------------------------------------------------------------- */

/* The paths from behind the call on. */
struct paths {
	uintptr_t forked; /* where the child has begun: a loop around that is no loop of its own */
	uintptr_t open[PATHS];
	unsigned count;
	unsigned left; /* instructions that may still be looked at */
};

enum turn { TURN_ON, TURN_OVER, TURN_UNKNOWN };

static enum turn call(const char *function)
{
	if (!function)
		return TURN_UNKNOWN;
	return ends_all(function) ? TURN_OVER : TURN_ON;
}

/* Back to before the fork: as if it had not been the child. Into its own loop: it does more. */
static enum turn jump(struct paths *paths, uintptr_t from, uintptr_t to)
{
	const char *function = function_at(to);

	if (function)
		return call(function);
	if (to <= from)
		return to < paths->forked ? TURN_OVER : TURN_UNKNOWN;
	if (paths->count == PATHS)
		return TURN_UNKNOWN;
	paths->open[paths->count++] = to;
	return TURN_OVER;
}

static enum turn branch(struct paths *paths, uintptr_t from, uintptr_t to)
{
	return jump(paths, from, to) == TURN_UNKNOWN ? TURN_UNKNOWN : TURN_ON;
}

/* How one instruction goes on. */
static enum turn follow(struct paths *paths, const struct instruction *is, uintptr_t next)
{
	uintptr_t to = next + (uintptr_t)is->constant;

	if (is->map == MAP_0F) {
		if ((is->opcode & 0xf0) == 0x80)
			return branch(paths, next, to);
		return is->opcode == 0x0b ? TURN_OVER : TURN_ON;
	}
	if (is->map != MAP_ONE)
		return TURN_ON;
	switch (is->opcode) {
	case 0xc2:
	case 0xc3:
	case 0xf4:
		return TURN_OVER;
	case 0xe8:
		return call(function_at(to));
	case 0xe9:
	case 0xeb:
		return jump(paths, next, to);
	case 0xff: /* call(2) and jmp(4), by an address in memory */
		if (is->which == 2 && is->count)
			return call(function_in(is->operands[0].at));
		return is->which < 2 || is->which == 6 ? TURN_ON : TURN_UNKNOWN;
	default:
		return (is->opcode & 0xf0) == 0x70 ? branch(paths, next, to) : TURN_ON;
	}
}

/* leave, which the decoder does not know; and what is read of the thread's own is a check of the
 * stack, as functions return. */
static bool is_leave(uintptr_t code)
{
	return *(const uint8_t *)code == 0xc9;
}

static bool is_check(uintptr_t code)
{
	return *(const uint8_t *)code == 0x64;
}

static bool ends_well(struct paths *paths, uintptr_t code)
{
	static const uint64_t registers[INSTRUCTION_REGISTERS];
	struct instruction is;
	enum turn turn = TURN_ON;

	while (turn == TURN_ON) {
		if (code - agent.program_start >=
			    agent.program_end - agent.program_start - 2 * INSTRUCTION_LONGEST ||
		    paths->left-- == 0)
			return false;
		if (is_check(code))
			return true;
		if (is_leave(code)) {
			code++;
			continue;
		}
		if (!instruction_decode(&is, (const uint8_t *)code, code, registers))
			return false;
		code += is.length;
		turn = follow(paths, &is, code);
	}
	return turn == TURN_OVER;
}

static bool does_nothing_else(uintptr_t forked, uintptr_t code)
{
	struct paths paths = {.forked = forked, .open = {code}, .count = 1, .left = INSTRUCTIONS};

	while (AGENT_READS_CODE && paths.count) {
		if (!ends_well(&paths, paths.open[--paths.count]))
			return false;
	}
	return AGENT_READS_CODE;
}

/* --- the function ----------------------------------------------------------------------------- */

/* The n-th from outside. */
static const struct caller *outer(const struct callers *callers, unsigned n)
{
	return n < callers->count ? &callers->list[callers->count - 1 - n] : NULL;
}

/*
 * Of the functions that had forked those are under way yet that are in the middle of the same call,
 * and the one that has called them.
 */
static unsigned find_forker(const struct callers *now)
{
	unsigned n = 0;

	while (outer(now, n + 1) && outer(&forking, n + 1) &&
	       outer(now, n)->code == outer(&forking, n)->code &&
	       outer(now, n + 1)->high == outer(&forking, n + 1)->high)
		n++;
	return n;
}

static void write_called(uintptr_t code)
{
	struct record record = agent_record(OP_CALLED, 0, 0);

	record.value = agent_where((const void *)code);
	record.argument = agent_called_program();
	if (record.value && record.argument < LIMIT_IMAGES)
		agent_write(&record);
}

static void look(struct callers *now)
{
	unsigned forker;

	agent_find_callers(now);
	forker = find_forker(now);
	if (!now->count || now->count == CALLERS ||
	    outer(now, forker)->high != outer(&forking, forker)->high || !outer(now, forker + 1))
		return;
	agent_own.errand = 0;
	if (does_nothing_else(outer(&forking, forker)->code, outer(now, forker)->code))
		write_called(outer(now, forker + 1)->code - 1);
}

void agent_look_for_errand(void)
{
	static struct callers now;

	agent_own.errand--;
	look(&now);
}

void agent_called_thread(uintptr_t function)
{
	if (agent.trace->wants_names && agent.gated)
		write_called(function);
}
