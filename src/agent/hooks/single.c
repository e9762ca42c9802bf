/*
 * Simple ones are done here, by the memory's alias; most others by a copy of them, which the
 * processor goes through on its way back; what is left with its pages open for that single one (the
 * trap flag), while all signals are held back.
 */
#include "agent/hooks/single.h"

#include <string.h>
#include "agent/core/agent.h"
#include "agent/core/guard.h"
#include "agent/core/records.h"

#if defined(__x86_64__)

enum { TRAP_FLAG = 0x100 };

/* Of an instruction's bytes: Intel's manual, volume 2, 2.1 to 2.3. */
enum {
	NAMES_REGISTER = 0x38, /* of the second byte */
	REX_INDEX = 2,
	REX_BASE = 1,
	VEX_LONG = 0xc4, /* it has three bytes, and in the next one: */
	VEX_NO_INDEX = 0x40,
	VEX_NO_BASE = 0x20,
	WORD_SIZE = 2
};

/* What 0xff does besides reckoning, by its second byte. */
enum { CALLS = 2, JUMPS = 4, PUSHES = 6 };

/* Where the kernel keeps them, in the order of instructions. */
static const int places[INSTRUCTION_REGISTERS] = {
	REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
	REG_R8,	 REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
};

/* --- the processor does it -------------------------------------------------------------------- */

static void open_page(struct opened *opened, uintptr_t page)
{
	for (unsigned i = 0; i < opened->pages; i++) {
		if (opened->page[i] == page)
			return;
	}
	if (opened->pages == OPENED_PAGES || !agent_guard_closed(page))
		return;
	opened->page[opened->pages++] = page;
	agent_guard_set_page(page, true);
}

static void open_pages(struct opened *opened, uint64_t at, uint32_t size)
{
	const uint64_t in_page = AGENT_PAGE - 1;

	for (uint64_t page = at & ~in_page; page < at + size; page += AGENT_PAGE)
		open_page(opened, page);
}

static void open_all(const struct instruction *does)
{
	for (unsigned i = 0; i < does->count; i++)
		open_pages(&agent_own.opened, does->operands[i].at, does->operands[i].size);
}

/* Only what the instruction itself brings about may come before it is done. */
static void begin(ucontext_t *context)
{
	struct opened *opened = &agent_own.opened;
	uint64_t others = ~(UINT64_C(1) << (SIGSEGV - 1) | UINT64_C(1) << (SIGTRAP - 1) |
			    UINT64_C(1) << (SIGSYS - 1) | UINT64_C(1) << (SIGBUS - 1) |
			    UINT64_C(1) << (SIGFPE - 1) | UINT64_C(1) << (SIGILL - 1));

	memcpy(&opened->mask, &context->uc_sigmask, sizeof(opened->mask));
	others |= opened->mask & ~(UINT64_C(1) << (SIGTRAP - 1));
	memcpy(&context->uc_sigmask, &others, sizeof(others));
	context->uc_mcontext.gregs[REG_EFL] |= TRAP_FLAG;
	opened->is_open = true;
}

void single_end(ucontext_t *context)
{
	struct opened *opened = &agent_own.opened;

	if (opened->changed)
		memcpy((void *)opened->changed, &opened->was, opened->changed_size);
	for (unsigned i = 0; i < opened->pages; i++)
		agent_guard_set_page(opened->page[i], false);
	context->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
	memcpy(&context->uc_sigmask, &opened->mask, sizeof(opened->mask));
	*opened = (struct opened){0};
	agent_settle();
}

/* Of one byte it may be the second one of a register: ah, ch, dh, bh. */
static bool is_second_byte(const struct instruction *does, unsigned width)
{
	return width == 1 && !does->has_rex && does->which >= 4;
}

static void *alias_of(uint64_t address)
{
	return agent_alias((const void *)(uintptr_t)address);
}

/* call, jmp and push: where they go, or what they push, is in memory. */
static bool is_jump(const struct instruction *does)
{
	return does->map == MAP_ONE && does->opcode == 0xff && (does->which & 7) >= 2;
}

/* The register that its second byte names, for a general one. */
static unsigned register_of(const struct instruction *does, unsigned width)
{
	return is_second_byte(does, width) ? does->which - 4u : does->which;
}

/* None of them is used unnamed by an instruction that names memory, but for cmpxchg8b the last. */
static const uint8_t bearers[] = {R_SI, R_DI, R_BX};

/* A register that it does not use: its memory can be named by that one. */
static unsigned find_bearer(const struct instruction *does)
{
	unsigned i = 0;

	while (bearers[i] == does->which || bearers[i] == does->third)
		i++;
	return bearers[i];
}

/* Whether it works as well on other memory, and goes on behind itself. */
static bool can_be_moved(const struct instruction *does)
{
	const struct instruction_operand *operand = does->operands;
	const struct region *region = agent_guard_closed(operand->at);

	return does->count == 1 && does->second && region &&
	       operand->size <= region->end - operand->at && !is_jump(does);
}

static unsigned char *put(unsigned char *to, const void *bytes, size_t size)
{
	memcpy(to, bytes, size);
	return to + size;
}

/* No prefix says more of the register that memory is named by. */
static void clear_prefix(unsigned char *code, const struct instruction *does)
{
	unsigned char *prefix = code + does->prefix;

	if (does->is_vector && *prefix == VEX_LONG)
		prefix[1] |= VEX_NO_INDEX | VEX_NO_BASE;
	else if (does->has_rex)
		*prefix &= (unsigned char)~(REX_INDEX | REX_BASE);
}

/* The instruction, but that its memory is where the register points. Returns what is behind. */
static unsigned char *put_moved(unsigned char *to, const unsigned char *code,
				const struct instruction *does, unsigned by)
{
	unsigned char second = (unsigned char)((code[does->second] & NAMES_REGISTER) | by);
	unsigned char *end = put(to, code, does->second);

	clear_prefix(to, does);
	end = put(end, &second, 1);
	return put(end, code + does->behind, does->length - does->behind);
}

/* It, then what puts back its register (mov), then the way back (jmp). */
static void write_beside(unsigned char *to, const struct single *single, unsigned by)
{
	const uintptr_t at = (uintptr_t)single->registers[REG_RIP];
	const uint64_t next = at + single->does.length;
	const unsigned char move[] = {0x48, (unsigned char)(0xb8 + by)};
	const unsigned char jump[] = {0xff, 0x25, 0, 0, 0, 0};

	to = put_moved(to, (const unsigned char *)at, &single->does, by);
	to = put(to, move, sizeof(move));
	to = put(to, &single->registers[places[by]], sizeof(uint64_t));
	to = put(to, jump, sizeof(jump));
	put(to, &next, sizeof(next));
}

/*
 * On the alias, with a copy of it: no page need be opened, and nobody waits for the processor to
 * say that it is done, which takes long.
 */
static bool do_beside(const struct single *single)
{
	const struct instruction *does = &single->does;
	const uint64_t at = does->operands[0].at;
	greg_t *register_by;
	unsigned by;

	if (!agent.beside || !can_be_moved(does))
		return false;
	by = find_bearer(does);
	register_by = &single->registers[places[by]];
	agent_own.beside = (struct beside){
		.code = (uintptr_t)agent.beside + agent_own.self * AGENT_BESIDE,
		.at = (uintptr_t)single->registers[REG_RIP],
		.by = by,
		.value = (uint64_t)*register_by,
	};
	write_beside((unsigned char *)agent_own.beside.code, single, by);
	*register_by = (greg_t)(does->address + ((uintptr_t)alias_of(at) - at));
	single->registers[REG_RIP] = (greg_t)agent_own.beside.code;
	return true;
}

void single_put_back(ucontext_t *context)
{
	greg_t *registers = context->uc_mcontext.gregs;
	const struct beside *beside = &agent_own.beside;

	if (!beside->code || (uintptr_t)registers[REG_RIP] != beside->code)
		return;
	registers[REG_RIP] = (greg_t)beside->at;
	registers[places[beside->by]] = (greg_t)beside->value;
}

/* --- we do it --------------------------------------------------------------------------------- */

static uint64_t get(const struct single *single, unsigned width)
{
	unsigned shift = is_second_byte(&single->does, width) ? 8 : 0;

	return (uint64_t)single->registers[places[register_of(&single->does, width)]] >> shift;
}

/* Four bytes clear the rest of the register, fewer leave it. */
static void set(const struct single *single, unsigned width, uint64_t value)
{
	unsigned shift = is_second_byte(&single->does, width) ? 8 : 0;
	greg_t *to = &single->registers[places[register_of(&single->does, width)]];
	uint64_t mask = (width == 1 ? UINT64_C(0xff) : UINT64_C(0xffff)) << shift;

	if (width == 8)
		*to = (greg_t)value;
	else if (width == 4)
		*to = (greg_t)(uint32_t)value;
	else
		*to = (greg_t)(((uint64_t)*to & ~mask) | ((value << shift) & mask));
}

static uint64_t load(const struct single *single)
{
	uint64_t value = 0;

	memcpy(&value, alias_of(single->does.operands[0].at), single->does.width);
	return value;
}

static void store(const struct single *single, uint64_t value)
{
	memcpy(alias_of(single->does.operands[0].at), &value, single->does.width);
}

static uint64_t extended(const struct single *single)
{
	unsigned unused = 64 - 8 * (unsigned)single->does.width;

	return (uint64_t)((int64_t)(load(single) << unused) >> unused);
}

/* Moves alone: they leave the flags. Returns whether it was one. */
static bool move_between(const struct single *single)
{
	const struct instruction *does = &single->does;

	switch (does->map << 8 | does->opcode) {
	case 0x88:
	case 0x89:
		store(single, get(single, does->width));
		return true;
	case 0xc6:
	case 0xc7:
		store(single, (uint64_t)does->constant);
		return true;
	case 0x8a:
	case 0x8b:
		set(single, does->width, load(single));
		return true;
	case MAP_0F << 8 | 0xb6:
	case MAP_0F << 8 | 0xb7:
		set(single, does->operand, load(single));
		return true;
	case 0x63:
	case MAP_0F << 8 | 0xbe:
	case MAP_0F << 8 | 0xbf:
		set(single, does->operand, extended(single));
		return true;
	default:
		return false;
	}
}

/* Unless what they load is to be put back, which the other way does. */
static bool jump(const struct single *single)
{
	const struct instruction *does = &single->does;
	const unsigned which = does->which & 7;
	greg_t *registers = single->registers;
	greg_t next = registers[REG_RIP] + does->length, loaded;

	if (!is_jump(does) || does->operand == WORD_SIZE || agent_own.opened.changed)
		return false;
	loaded = (greg_t)load(single);
	if (which != JUMPS) {
		registers[REG_RSP] -= (greg_t)sizeof(next);
		memcpy(alias_of((uint64_t)registers[REG_RSP]), which == CALLS ? &next : &loaded,
		       sizeof(next));
	}
	registers[REG_RIP] = which == PUSHES ? next : loaded;
	agent_settle();
	return true;
}

static bool emulate(const struct single *single)
{
	if (jump(single))
		return true;
	if (single->does.is_vector || single->does.count != 1 || !move_between(single))
		return false;
	single->registers[REG_RIP] += single->does.length;
	agent_settle();
	return true;
}

/* --- whoever it is -----------------------------------------------------------------------------
 */

void single_do(const struct single *single)
{
	if (emulate(single) || do_beside(single))
		return;
	open_all(&single->does);
	begin(single->context);
}

void single_do_unknown(ucontext_t *context, uintptr_t address)
{
	single_open(address);
	begin(context);
}

void single_pretend(void *alias, uint64_t value, unsigned size)
{
	struct opened *opened = &agent_own.opened;

	opened->was = 0;
	memcpy(&opened->was, alias, size);
	opened->changed = (uintptr_t)alias;
	opened->changed_size = size;
	memcpy(alias, &value, size);
}

bool single_is_open(void)
{
	return agent_own.opened.is_open;
}

bool single_open(uintptr_t address)
{
	unsigned before = agent_own.opened.pages;

	open_page(&agent_own.opened, address & ~(uintptr_t)(AGENT_PAGE - 1));
	return agent_own.opened.pages > before;
}

bool single_find(struct single *single, ucontext_t *context)
{
	uint64_t registers[INSTRUCTION_REGISTERS];
	greg_t *now = context->uc_mcontext.gregs;
	uintptr_t at = (uintptr_t)now[REG_RIP];

	single->context = context;
	single->registers = now;
	for (unsigned i = 0; i < INSTRUCTION_REGISTERS; i++)
		registers[i] = (uint64_t)now[places[i]];
	return instruction_decode(&single->does, (const uint8_t *)at, at, registers);
}

#endif
