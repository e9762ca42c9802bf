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

/* Registers that it may use and its second byte does not name, as bits; all where it goes on
 * elsewhere. */
static unsigned others_of(const struct instruction *does)
{
	const unsigned a = 1 << R_AX, b = 1 << R_BX, c = 1 << R_CX, d = 1 << R_DX, all = ~0u;

	switch (does->map << 8 | does->opcode) {
	case 0xf6: /* mul, div */
	case 0xf7:
		return a | d;
	case 0xd2: /* shifts */
	case 0xd3:
	case MAP_0F << 8 | 0xa5:
	case MAP_0F << 8 | 0xad:
		return c;
	case 0xff: /* jmp, call */
		return (does->which & 7) > 1 ? all : 0;
	case MAP_0F << 8 | 0xb0: /* cmpxchg */
	case MAP_0F << 8 | 0xb1:
		return a;
	case MAP_0F << 8 | 0xc7:
		return a | b | c | d;
	default:
		if (does->map == MAP_0F38)
			return does->opcode >= 0xf0 ? all : 0;
		return does->map == MAP_0F3A ? a | c | d : 0;
	}
}

/* Of one byte it may be the second one of a register: ah, ch, dh, bh. */
static bool is_second_byte(const struct instruction *does, unsigned width)
{
	return width == 1 && !does->has_rex && does->which >= 4;
}

/* The register that its second byte names, for a general one. */
static unsigned register_of(const struct instruction *does, unsigned width)
{
	return is_second_byte(does, width) ? does->which - 4u : does->which;
}

/* Whether it works as well on other memory, if the register that it finds it by says so. */
static bool can_be_moved(const struct instruction *does)
{
	const struct instruction_operand *operand = does->operands;
	const struct region *region = agent_guard_closed(operand->at);

	return does->count == 1 && does->base != INSTRUCTION_NO_BASE && does->base != R_SP &&
	       does->base != register_of(does, does->width) &&
	       !(others_of(does) >> does->base & 1) && region &&
	       operand->size <= region->end - operand->at;
}

static unsigned char *put(unsigned char *to, const void *bytes, size_t size)
{
	memcpy(to, bytes, size);
	return to + size;
}

/* It, then what puts back its register (mov), then the way back (jmp). */
static void write_beside(unsigned char *to, const struct single *single)
{
	const struct instruction *does = &single->does;
	const uintptr_t at = (uintptr_t)single->registers[REG_RIP];
	const uint64_t next = at + does->length;
	const unsigned char move[] = {does->base < 8 ? 0x48 : 0x49,
				      (unsigned char)(0xb8 + (does->base & 7))};
	const unsigned char jump[] = {0xff, 0x25, 0, 0, 0, 0};

	to = put(to, (const void *)at, does->length);
	to = put(to, move, sizeof(move));
	to = put(to, &single->registers[places[does->base]], sizeof(uint64_t));
	to = put(to, jump, sizeof(jump));
	put(to, &next, sizeof(next));
}

/*
 * On the alias, with a copy of it: no page need be opened, and nobody waits for the processor to
 * say that it is done, which takes long.
 */
static bool do_beside(const struct single *single)
{
	greg_t *base = &single->registers[places[single->does.base % INSTRUCTION_REGISTERS]];
	const void *at = (const void *)(uintptr_t)single->does.operands[0].at;

	if (!agent.beside || !can_be_moved(&single->does))
		return false;
	agent_own.beside = (struct beside){
		.code = (uintptr_t)agent.beside + agent_own.self * AGENT_BESIDE,
		.at = (uintptr_t)single->registers[REG_RIP],
		.base = single->does.base,
		.value = (uint64_t)*base,
	};
	write_beside((unsigned char *)agent_own.beside.code, single);
	*base += (greg_t)((uintptr_t)agent_alias(at) - (uintptr_t)at);
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
	registers[places[beside->base]] = (greg_t)beside->value;
}

/* --- we do it --------------------------------------------------------------------------------- */

static void *alias_of(uint64_t address)
{
	return agent_alias((const void *)(uintptr_t)address);
}

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

static bool emulate(const struct single *single)
{
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
