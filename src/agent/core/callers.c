#include "agent/core/callers.h"

#include <unwind.h>
#include "agent/core/agent.h"

/* By the numbers that debug information has for them. */
enum { D_BX = 3, D_BP = 6, D_12 = 12, D_15 = 15 };

enum { STACK_LIMIT = 1 << 23 /* of the first thread */ };

struct walk {
	struct callers *callers;
	struct caller *last;  /* its end is known by the next; NULL: none */
	bool is_beyond;	      /* there was code that is neither ours nor the program's */
	bool was_interrupted; /* what comes now was interrupted by a signal: we are its handler */
};

static bool is_ours(uintptr_t code)
{
	return code - agent.text_start < agent.text_end - agent.text_start;
}

static bool is_of_program(uintptr_t code)
{
	return code - agent.program_start < agent.program_end - agent.program_start;
}

/* A program may have its stack pointer anywhere, and what is read there may not be there. */
static bool is_on_stack(uintptr_t address)
{
	uintptr_t end = agent_own.stack_end ? agent_own.stack_end : agent.stack_end;
	uintptr_t start = agent_own.stack_end ? agent_own.stack_start : end - STACK_LIMIT;

	return address - start < end - start;
}

/* The others are lost, and may not be there to be asked for. */
static void note_registers(struct _Unwind_Context *context, struct caller *caller)
{
#if defined(__x86_64__)
	caller->registers[R_BX] = _Unwind_GetGR(context, D_BX);
	caller->registers[R_BP] = _Unwind_GetGR(context, D_BP);
	caller->registers[R_SP] = caller->low;
	for (int i = D_12; i <= D_15; i++)
		caller->registers[i] = _Unwind_GetGR(context, i);
#else
	(void)context;
	(void)caller;
#endif
}

static _Unwind_Reason_Code note_caller(struct _Unwind_Context *context, void *walking)
{
	int before = 0;
	uintptr_t code = _Unwind_GetIPInfo(context, &before), stack = _Unwind_GetCFA(context);
	struct walk *walk = walking;
	struct callers *callers = walk->callers;

	if (walk->last && is_on_stack(stack) && stack > walk->last->low)
		walk->last->high = stack;
	walk->last = NULL;
	walk->was_interrupted |= before;
	if (callers->count == CALLERS || (walk->was_interrupted && !is_on_stack(stack)))
		return _URC_END_OF_STACK;
	if (!is_of_program(code)) {
		walk->is_beyond |= !is_ours(code);
		return _URC_NO_REASON;
	}
	if (!callers->count)
		callers->is_direct = !walk->is_beyond;
	walk->last = &callers->list[callers->count++];
	*walk->last = (struct caller){.code = code, .low = stack, .high = stack};
	note_registers(context, walk->last);
	return _URC_NO_REASON;
}

void agent_find_callers(struct callers *callers)
{
	struct walk walk = {.callers = callers};

	callers->count = 0;
	callers->is_direct = false;
	_Unwind_Backtrace(note_caller, &walk);
}
