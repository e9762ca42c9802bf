/*
 * An access passes its gate in the handler of its fault. Then its instruction is done (single.h).
 * Of one that loads and stores without a lock the one comes at one gate and the other at the next:
 * what was loaded is put back for it.
 */
#include "agent/hooks/plain.h"

#include <string.h>
#include <sys/mman.h>
#include <unwind.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/gate.h"
#include "agent/core/guard.h"
#include "agent/core/memory_map.h"
#include "agent/core/objects.h"
#include "agent/core/place.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"
#include "agent/hooks/memory.h"
#include "agent/hooks/pieces.h"
#include "agent/hooks/single.h"

#if defined(__x86_64__)

enum {
	FAULT_WRITES = 2, /* of a page fault's error code: Intel's manual, volume 3, 4.7 */
	FAULT_FETCHES = 16,
	DIRECTION_FLAG = 0x400,
	MOST_ALONE = 32, /* accesses of what nobody else can reach any more */
	LARGEST = 32	 /* bytes that are loaded and stored by one instruction */
};

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

static void pass_single(const struct single *single)
{
	const struct instruction_operand *operand = single->does.operands;
	uint32_t where = single->where;

	if (single->does.is_locked)
		pass_atomic(operand, where);
	else if (operand->access == ACCESS_CHANGE)
		pass_change(operand, where);
	else if (operand->access == ACCESS_STORE)
		agent_store(place_of(operand), operand->size, where);
	else
		agent_load(place_of(operand), operand->size, where);
}

/* The first of two is loaded. It is put back until the instruction is done. */
static void pass_both(const struct single *single)
{
	const struct instruction_operand *first = single->does.operands, *second = first + 1;
	void *alias = agent_alias(place_of(first));
	uint64_t loaded = 0;

	agent_load(place_of(first), first->size, single->where);
	memcpy(&loaded, alias, first->size);
	agent_given(place_of(first), loaded);
	if (second->access == ACCESS_STORE)
		agent_store(place_of(second), second->size, single->where);
	else
		agent_load(place_of(second), second->size, single->where);
	single_pretend(alias, loaded, first->size);
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

static void do_string(const struct single *single, uint64_t to, uint64_t from, uint64_t size)
{
	void *at = (void *)(uintptr_t)to, *source = (void *)(uintptr_t)from;
	bool loads = single->does.count == 2;

	if (loads && agent_guard_closed(from) && agent_guard_closed(to)) {
		agent_copy(at, source, size, single->where);
		return;
	}
	if (loads && agent_guard_closed(from))
		agent_load(source, (uint32_t)size, single->where);
	if (agent_guard_closed(to))
		agent_store(at, (uint32_t)size, single->where);
	if (loads)
		REAL(memcpy)(agent_alias(at), agent_alias(source), size);
	else
		fill(agent_alias(at), (uint64_t)single->registers[REG_RAX], size,
		     single->does.width);
	agent_settle();
}

/*
 * All of it at once: a load of one piece of memory, a store of another. What overlaps, or goes
 * beyond a mapping, is left to the processor, one by one.
 */
static bool do_whole_string(const struct single *single)
{
	const struct instruction *does = &single->does;
	greg_t *registers = single->registers;
	uint64_t count = does->repeats ? (uint64_t)registers[REG_RCX] : 1;
	uint64_t size = count * does->width, back = size - does->width;
	bool down = registers[REG_EFL] & DIRECTION_FLAG, loads = does->count == 2;
	uint64_t to = (uint64_t)registers[REG_RDI] - (down ? back : 0);
	uint64_t from = loads ? (uint64_t)registers[REG_RSI] - (down ? back : 0) : to + size;

	if (count >= UINT32_MAX / 8 || (to - from < size || from - to < size) ||
	    !is_within(agent_guard_closed(to), to, size) ||
	    (loads && !is_within(agent_guard_closed(from), from, size)))
		return false;
	do_string(single, to, from, size);
	registers[REG_RDI] += (greg_t)(down ? -size : size);
	registers[REG_RSI] += (greg_t)(!loads ? 0 : down ? -size : size);
	registers[REG_RCX] = does->repeats ? 0 : registers[REG_RCX];
	registers[REG_RIP] += does->length;
	return true;
}

/* --- accesses --------------------------------------------------------------------------------- */

static void do_access(const struct single *single)
{
	const struct instruction *does = &single->does;
	const struct instruction_operand *operands = does->operands;

	if (moves_string(does) && do_whole_string(single))
		return;
	if (does->count == 2 && is_closed(operands[0].at, operands[0].size) &&
	    is_closed(operands[1].at, operands[1].size)) {
		pass_both(single);
	} else {
		struct single one = *single;

		if (!is_closed(operands[0].at, operands[0].size))
			one.does.operands[0] = operands[1];
		pass_single(&one);
	}
	single_do(single);
}

/* Whether it was one of these that could not be accessed. */
static bool is_known(const struct instruction *does, uint64_t address)
{
	for (unsigned i = 0; i < does->count; i++) {
		uint64_t at = does->operands[i].at;

		if (address - at < does->operands[i].size ||
		    (does->repeats && address / AGENT_PAGE == at / AGENT_PAGE))
			return agent_region((const void *)(uintptr_t)at) &&
			       (does->operands[i].size <= LARGEST ||
				does->operands[i].access != ACCESS_CHANGE);
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

static void begin_access(ucontext_t *context, uintptr_t address)
{
	struct caller caller = find_caller(context);
	struct single single = {.where = caller.where};
	void *fault = agent_own.fault;

	agent_settle();
	if (caller.is_ours || !agent_on() || !single_find(&single, context) ||
	    !is_known(&single.does, address)) {
		agent_guard_lost(caller.where);
		single_do_unknown(context, address);
		return;
	}
	agent_own.fault = context;
	do_access(&single);
	agent_own.fault = fault;
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
	bool was_closed = single_open(address);

	agent_guard_lost(agent_place());
	if (!was_closed)
		single_end(context);
	return was_closed;
}

static bool is_access(const siginfo_t *info, ucontext_t *context)
{
	uintptr_t address = (uintptr_t)info->si_addr;
	struct region *region = agent_guard_closed(address);

	if (info->si_code != SEGV_ACCERR || !region || is_forbidden(region, context))
		return false;
	if (single_is_open())
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
	return info->si_signo == SIGTRAP && info->si_code > 0 && single_is_open();
}

/* Whatever else comes of an instruction comes as if nobody had looked. */
static bool take_signal(const siginfo_t *info, ucontext_t *context)
{
	if (info->si_code > 0)
		single_put_back(context);
	if (info->si_signo == SIGSEGV && is_access(info, context))
		return true;
	if (info->si_signo == SIGSYS)
		return agent_guard_call(info, context);
	if (is_done(info)) {
		single_end(context);
		return true;
	}
	if (single_is_open() && info->si_code > 0)
		single_end(context);
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
