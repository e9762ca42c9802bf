/*
 * The code in front of each function of library_calls.def. It keeps all registers, so that it need
 * not know what arguments the function takes, and has agent_look() see them.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_FRONT_H
#define IPCSTAGE_AGENT_HOOKS_FRONT_H

#include <stdint.h>
#include "agent/core/agent.h"
#include "trace/library_call.h"

/* From here on all that is called is looked at anew. */
void agent_look_at_all(void);

#if defined(__x86_64__) || defined(__aarch64__)
#define AGENT_LOOKS /* there is such code */

enum { REALS = 8 /* registers for floating-point numbers */, SLOTS = 64 };

#if defined(__x86_64__)

enum { WHOLES = 6 };

/* What a call is given, as the code in front keeps it. */
struct call {
	uintptr_t wholes[WHOLES];
	uintptr_t vectors; /* how many of a call with variable arguments are in registers */
	real_function **slot;
	_Alignas(16) unsigned char reals[REALS][16];
	uintptr_t frame;
	const void *caller;
	_Alignas(16) uintptr_t stack[]; /* what was no more room for */
};

/* A list of arguments that all lie in `slots`. */
struct list {
	unsigned wholes, reals;
	uintptr_t *stack;
	void *registers;
	_Alignas(16) uintptr_t slots[SLOTS];
};

static inline void begin_list(struct list *list)
{
	list->wholes = 8 * WHOLES;
	list->reals = 8 * WHOLES + 16 * REALS;
	list->stack = list->slots;
}

#else /* aarch64 */

enum { WHOLES = 8 };

struct call {
	uintptr_t frame;
	const void *caller;
	uintptr_t wholes[WHOLES];
	uintptr_t result_at;
	real_function **slot;
	_Alignas(16) unsigned char reals[REALS][16];
	_Alignas(16) uintptr_t stack[];
};

struct list {
	uintptr_t *stack;
	void *wholes_end, *reals_end;
	int wholes, reals;
	_Alignas(16) uintptr_t slots[SLOTS];
};

static inline void begin_list(struct list *list)
{
	list->stack = list->slots;
}

#endif

/*
 * Where each function is, in the order of the rows: it is called right away then. NULL: it is not
 * looked up yet, or what it is given is looked at.
 */
extern real_function *agent_library_slots[LIBRARY_CALLS] __attribute__((visibility("hidden")));

/* Called from the code in front. Returns what it is to go on to, with what is left in `call`. */
__attribute__((used, visibility("hidden"))) real_function *agent_look(struct call *call);

#endif

#endif
