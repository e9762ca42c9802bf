/*
 * An access passes its gate in the handler of its fault. Then the instruction is done: simple ones
 * here, by the memory's alias; most others by a copy of them, which the processor goes through on
 * its way back; what is left with its pages open for that single one (the trap flag), while all
 * signals are held back. Of an instruction that loads and stores without
 * a lock the one comes at one gate and the other at the next: what was loaded is put back for it.
 */
#include "agent/hooks/plain.h"

#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unwind.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/instruction.h"
#include "agent/core/memory_map.h"
#include "agent/core/objects.h"
#include "agent/core/place.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/memory.h"
#include "agent/hooks/pieces.h"

#if defined(__x86_64__)

enum {
	FAULT_WRITES = 2, /* of a page fault's error code: Intel's manual, volume 3, 4.7 */
	FAULT_FETCHES = 16,
	TRAP_FLAG = 0x100,
	DIRECTION_FLAG = 0x400,
	MOST_ALONE = 32, /* accesses of what nobody else can reach any more */
	LARGEST = 32,	 /* bytes that are loaded and stored by one instruction */
	BESIDE = 64	 /* bytes for an instruction beside */
};

/* Where the kernel keeps them, in the order of instructions. */
static const int places[INSTRUCTION_REGISTERS] = {
	REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
	REG_R8,	 REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
};

/* An access under way. */
struct access {
	ucontext_t *context;
	greg_t *registers;
	uint32_t where;
	struct instruction does;
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
static void begin_single(ucontext_t *context)
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

/* It is done, or cannot be. */
static void end_single(ucontext_t *context)
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
static void write_beside(unsigned char *to, const struct access *access)
{
	const struct instruction *does = &access->does;
	const uintptr_t at = (uintptr_t)access->registers[REG_RIP];
	const uint64_t next = at + does->length;
	const unsigned char move[] = {does->base < 8 ? 0x48 : 0x49,
				      (unsigned char)(0xb8 + (does->base & 7))};
	const unsigned char jump[] = {0xff, 0x25, 0, 0, 0, 0};

	to = put(to, (const void *)at, does->length);
	to = put(to, move, sizeof(move));
	to = put(to, &access->registers[places[does->base]], sizeof(uint64_t));
	to = put(to, jump, sizeof(jump));
	put(to, &next, sizeof(next));
}

static bool has_room(void)
{
	void *page;

	if (!agent.beside) {
		page = REAL(mmap)(NULL, (size_t)BESIDE * LIMIT_ACTORS,
				  PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
				  -1, 0);
		agent.beside = page != MAP_FAILED ? page : NULL;
	}
	return agent.beside != NULL;
}

/*
 * On the alias, with a copy of it: no page need be opened, and nobody waits for the processor to
 * say that it is done, which takes long.
 */
static bool do_beside(const struct access *access)
{
	greg_t *base = &access->registers[places[access->does.base % INSTRUCTION_REGISTERS]];
	const void *at = (const void *)(uintptr_t)access->does.operands[0].at;

	if (!can_be_moved(&access->does) || !has_room())
		return false;
	agent_own.beside = (struct beside){
		.code = (uintptr_t)agent.beside + agent_own.self * BESIDE,
		.at = (uintptr_t)access->registers[REG_RIP],
		.base = access->does.base,
		.value = (uint64_t)*base,
	};
	write_beside((unsigned char *)agent_own.beside.code, access);
	*base += (greg_t)((uintptr_t)agent_alias(at) - (uintptr_t)at);
	access->registers[REG_RIP] = (greg_t)agent_own.beside.code;
	return true;
}

/* It has failed: as if that had been where it stands. */
static void put_back(ucontext_t *context)
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

static uint64_t get(const struct access *access, unsigned width)
{
	unsigned shift = is_second_byte(&access->does, width) ? 8 : 0;

	return (uint64_t)access->registers[places[register_of(&access->does, width)]] >> shift;
}

/* Four bytes clear the rest of the register, fewer leave it. */
static void set(const struct access *access, unsigned width, uint64_t value)
{
	unsigned shift = is_second_byte(&access->does, width) ? 8 : 0;
	greg_t *to = &access->registers[places[register_of(&access->does, width)]];
	uint64_t mask = (width == 1 ? UINT64_C(0xff) : UINT64_C(0xffff)) << shift;

	if (width == 8)
		*to = (greg_t)value;
	else if (width == 4)
		*to = (greg_t)(uint32_t)value;
	else
		*to = (greg_t)(((uint64_t)*to & ~mask) | ((value << shift) & mask));
}

static uint64_t load(const struct access *access)
{
	uint64_t value = 0;

	memcpy(&value, alias_of(access->does.operands[0].at), access->does.width);
	return value;
}

static void store(const struct access *access, uint64_t value)
{
	memcpy(alias_of(access->does.operands[0].at), &value, access->does.width);
}

static uint64_t extended(const struct access *access)
{
	unsigned unused = 64 - 8 * (unsigned)access->does.width;

	return (uint64_t)((int64_t)(load(access) << unused) >> unused);
}

/* Moves alone: they leave the flags. Returns whether it was one. */
static bool move_between(const struct access *access)
{
	const struct instruction *does = &access->does;

	switch (does->map << 8 | does->opcode) {
	case 0x88:
	case 0x89:
		store(access, get(access, does->width));
		return true;
	case 0xc6:
	case 0xc7:
		store(access, (uint64_t)does->constant);
		return true;
	case 0x8a:
	case 0x8b:
		set(access, does->width, load(access));
		return true;
	case MAP_0F << 8 | 0xb6:
	case MAP_0F << 8 | 0xb7:
		set(access, does->operand, load(access));
		return true;
	case 0x63:
	case MAP_0F << 8 | 0xbe:
	case MAP_0F << 8 | 0xbf:
		set(access, does->operand, extended(access));
		return true;
	default:
		return false;
	}
}

static bool emulate(const struct access *access)
{
	if (access->does.is_vector || access->does.count != 1 || !move_between(access))
		return false;
	access->registers[REG_RIP] += access->does.length;
	agent_settle();
	return true;
}

/* --- its gates -------------------------------------------------------------------------------- */

static bool is_closed(uint64_t at, uint64_t size)
{
	return agent_guard_closed(at) || agent_guard_closed(at + size - 1);
}

static void *place_of(const struct instruction_operand *operand)
{
	return (void *)(uintptr_t)operand->at;
}

/* An atomic operation: its record says what was there before. */
static void pass_atomic(const struct instruction_operand *operand, uint32_t where)
{
	const void *at = place_of(operand), *alias = agent_alias(at);
	const struct cached_value *value = agent_accessed(at, operand->size, true);
	struct record record = agent_record(OP_ATOMIC, value->object, where);
	struct gate gate;

	if (!value->object)
		return;
	gate = agent_step_gate(OP_ATOMIC, record.object, where);
	record.size = gate.intent.size = operand->size;
	record.argument = gate.intent.argument = value->offset;
	record.flags = agent_pass(&gate);
	record.flags |= agent_copy_flag(record.object);
	agent_text(&record, alias, operand->size);
	agent_write_store(&record, alias);
}

/* What was loaded at the first of two gates is what it works on after the second. */
static void pass_change(const struct instruction_operand *operand, uint32_t where)
{
	char *at = place_of(operand), *alias = agent_alias(at);
	unsigned char loaded[LARGEST];

	agent_load(at, operand->size, where);
	memcpy(loaded, alias, operand->size);
	agent_given_hash(at, hash_bytes(loaded, operand->size));
	agent_store(at, operand->size, where);
	memcpy(alias, loaded, operand->size);
}

static void pass_single(const struct access *access)
{
	const struct instruction_operand *operand = access->does.operands;
	uint32_t where = access->where;

	if (access->does.is_locked)
		pass_atomic(operand, where);
	else if (operand->access == ACCESS_CHANGE)
		pass_change(operand, where);
	else if (operand->access == ACCESS_STORE)
		agent_store(place_of(operand), operand->size, where);
	else
		agent_load(place_of(operand), operand->size, where);
}

/* The first of two is loaded. It is put back until the instruction is done. */
static void pass_both(const struct access *access)
{
	const struct instruction_operand *first = access->does.operands, *second = first + 1;
	void *alias = alias_of(first->at);
	uint64_t loaded = 0;

	agent_load(place_of(first), first->size, access->where);
	memcpy(&loaded, alias, first->size);
	agent_given(place_of(first), loaded);
	if (second->access == ACCESS_STORE)
		agent_store(place_of(second), second->size, access->where);
	else
		agent_load(place_of(second), second->size, access->where);
	memcpy(&agent_own.opened.was, alias, first->size);
	agent_own.opened.changed = (uintptr_t)alias;
	agent_own.opened.changed_size = first->size;
	memcpy(alias, &loaded, first->size);
}

/* --- strings ---------------------------------------------------------------------------------- */

static bool is_within(const struct region *region, uint64_t at, uint64_t size)
{
	return region ? at >= region->start && at + size <= region->end : !is_closed(at, size);
}

/* movs and stos, which go on as long as is said beforehand. */
static bool moves_string(const struct instruction *does)
{
	return does->map == MAP_ONE && (does->opcode & ~15) == 0xa0 && does->opcode >= 0xa4 &&
	       does->operands[does->count - 1].access == ACCESS_STORE;
}

static void fill(char *to, uint64_t value, uint64_t size, unsigned width)
{
	for (uint64_t done = 0; done < size; done += width)
		memcpy(to + done, &value, width);
}

static void do_string(const struct access *access, uint64_t to, uint64_t from, uint64_t size)
{
	void *at = (void *)(uintptr_t)to, *source = (void *)(uintptr_t)from;
	bool loads = access->does.count == 2;

	if (loads && agent_guard_closed(from) && agent_guard_closed(to)) {
		agent_copy(at, source, size, access->where);
		return;
	}
	if (loads && agent_guard_closed(from))
		agent_load(source, (uint32_t)size, access->where);
	if (agent_guard_closed(to))
		agent_store(at, (uint32_t)size, access->where);
	if (loads)
		REAL(memcpy)(agent_alias(at), agent_alias(source), size);
	else
		fill(agent_alias(at), (uint64_t)access->registers[REG_RAX], size,
		     access->does.width);
	agent_settle();
}

/*
 * All of it at once: a load of one piece of memory, a store of another. What overlaps, or goes
 * beyond a mapping, is left to the processor, one by one.
 */
static bool do_whole_string(const struct access *access)
{
	const struct instruction *does = &access->does;
	greg_t *registers = access->registers;
	uint64_t count = does->repeats ? (uint64_t)registers[REG_RCX] : 1;
	uint64_t size = count * does->width, back = size - does->width;
	bool down = registers[REG_EFL] & DIRECTION_FLAG, loads = does->count == 2;
	uint64_t to = (uint64_t)registers[REG_RDI] - (down ? back : 0);
	uint64_t from = loads ? (uint64_t)registers[REG_RSI] - (down ? back : 0) : to + size;

	if (count >= UINT32_MAX / 8 || (to - from < size || from - to < size) ||
	    !is_within(agent_guard_closed(to), to, size) ||
	    (loads && !is_within(agent_guard_closed(from), from, size)))
		return false;
	do_string(access, to, from, size);
	registers[REG_RDI] += (greg_t)(down ? -size : size);
	registers[REG_RSI] += (greg_t)(!loads ? 0 : down ? -size : size);
	registers[REG_RCX] = does->repeats ? 0 : registers[REG_RCX];
	registers[REG_RIP] += does->length;
	return true;
}

/* --- accesses --------------------------------------------------------------------------------- */

static void do_access(const struct access *access)
{
	const struct instruction *does = &access->does;
	const struct instruction_operand *operands = does->operands;

	if (moves_string(does) && do_whole_string(access))
		return;
	if (does->count == 2 && is_closed(operands[0].at, operands[0].size) &&
	    is_closed(operands[1].at, operands[1].size)) {
		pass_both(access);
	} else {
		struct access one = *access;

		if (!is_closed(operands[0].at, operands[0].size))
			one.does.operands[0] = operands[1];
		pass_single(&one);
	}
	if (emulate(access))
		return;
	if (do_beside(access))
		return;
	open_all(does);
	begin_single(access->context);
}

/* Whether it was one of these that could not be accessed. */
static bool is_known(const struct instruction *does, uint64_t address)
{
	for (unsigned i = 0; i < does->count; i++) {
		uint64_t at = does->operands[i].at;

		if (address - at < does->operands[i].size ||
		    (does->repeats && address / AGENT_PAGE == at / AGENT_PAGE))
			return does->operands[i].size <= LARGEST ||
			       does->operands[i].access != ACCESS_CHANGE;
	}
	return false;
}

/* Nobody else could reach it any more, or ever: there is nothing to be told. */
static bool is_alone(struct region *region)
{
	if (agent_visible(region->mapping) || (region->was_shared && region->alone++ < MOST_ALONE))
		return false;
	agent_guard_open(region);
	return true;
}

/* --- who it is -------------------------------------------------------------------------------- */

/* Where it was called from, and whether that was by us. */
struct caller {
	bool is_interrupted; /* the frames that follow are those of what the fault came in */
	bool is_ours;
	uint32_t where;
};

static _Unwind_Reason_Code look_at_frame(struct _Unwind_Context *frame, void *context)
{
	struct caller *caller = context;
	int before = 0;
	uintptr_t at = _Unwind_GetIPInfo(frame, &before);

	caller->is_interrupted |= before;
	if (!caller->is_interrupted)
		return _URC_NO_REASON;
	caller->is_ours |= agent_is_own((const void *)at);
	caller->where = agent_where((const void *)(at + (before ? 1 : 0)));
	return caller->where ? _URC_END_OF_STACK : _URC_NO_REASON;
}

static struct caller find_caller(const ucontext_t *context)
{
	uintptr_t at = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
	struct caller caller = {.where = agent_where((const void *)(at + 1))};

	if (!caller.where)
		_Unwind_Backtrace(look_at_frame, &caller);
	return caller;
}

static void find_instruction(struct access *access, uintptr_t address)
{
	uint64_t registers[INSTRUCTION_REGISTERS];
	uintptr_t at = (uintptr_t)access->registers[REG_RIP];

	for (unsigned i = 0; i < INSTRUCTION_REGISTERS; i++)
		registers[i] = (uint64_t)access->registers[places[i]];
	if (!instruction_decode(&access->does, (const uint8_t *)at, at, registers) ||
	    !is_known(&access->does, address))
		access->does.count = 0;
}

static void begin_access(ucontext_t *context, uintptr_t address)
{
	struct access access = {.context = context, .registers = context->uc_mcontext.gregs};
	struct caller caller = find_caller(context);
	void *fault = agent_own.fault;

	agent_settle();
	access.where = caller.where;
	if (!caller.is_ours && agent_on())
		find_instruction(&access, address);
	if (access.does.count) {
		agent_own.fault = context;
		do_access(&access);
		agent_own.fault = fault;
		return;
	}
	agent_guard_lost(access.where);
	open_page(&agent_own.opened, address & ~(uintptr_t)(AGENT_PAGE - 1));
	begin_single(context);
}

/* Whether it would have been a fault all the same: the processor says what was tried. */
static bool is_forbidden(const struct region *region, const ucontext_t *context)
{
	return context->uc_mcontext.gregs[REG_ERR] & FAULT_WRITES &&
	       !(region->protection & PROT_WRITE);
}

/* Another place of an instruction that is being done. */
static bool go_on(ucontext_t *context, uintptr_t address)
{
	unsigned before = agent_own.opened.pages;

	agent_guard_lost(agent_place());
	open_page(&agent_own.opened, address & ~(uintptr_t)(AGENT_PAGE - 1));
	if (agent_own.opened.pages == before)
		end_single(context);
	return agent_own.opened.pages > before;
}

static bool is_access(const siginfo_t *info, ucontext_t *context)
{
	uintptr_t address = (uintptr_t)info->si_addr;
	struct region *region = agent_guard_closed(address);

	if (info->si_code != SEGV_ACCERR || !region || is_forbidden(region, context))
		return false;
	if (agent_own.opened.is_open)
		return go_on(context, address);
	if (is_alone(region))
		return true;
	if (context->uc_mcontext.gregs[REG_ERR] & FAULT_FETCHES) { /* code that lies there */
		agent_guard_touch(info->si_addr, agent_place());
		return true;
	}
	begin_access(context, address);
	return true;
}

static bool is_done(const siginfo_t *info)
{
	return info->si_signo == SIGTRAP && info->si_code > 0 && agent_own.opened.is_open;
}

/* Whatever else comes of an instruction comes as if nobody had looked. */
static bool take_signal(const siginfo_t *info, ucontext_t *context)
{
	if (info->si_code > 0)
		put_back(context);
	if (info->si_signo == SIGSEGV && is_access(info, context))
		return true;
	if (info->si_signo == SIGSYS)
		return agent_guard_call(info, context);
	if (is_done(info)) {
		end_single(context);
		return true;
	}
	if (agent_own.opened.is_open && info->si_code > 0)
		end_single(context);
	return false;
}

bool agent_plain_signal(const siginfo_t *info, void *context)
{
	int saved = errno;
	bool is_ours = agent.guarded && take_signal(info, context);

	errno = saved;
	return is_ours;
}

#else

bool agent_plain_signal(const siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	return false;
}

#endif
