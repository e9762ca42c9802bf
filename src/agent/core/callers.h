/*
 * The functions of the program that are under way in this thread.
 */
#ifndef IPCSTAGE_AGENT_CORE_CALLERS_H
#define IPCSTAGE_AGENT_CORE_CALLERS_H

#include <stdbool.h>
#include <stdint.h>
#include "agent/core/instruction.h"

enum { CALLERS = 16 };

/* One of them, at the call that it is in the middle of. */
struct caller {
	uintptr_t code;	     /* where it goes on */
	uintptr_t low, high; /* its frame: from its stack pointer to its CFA */
	uint64_t registers[INSTRUCTION_REGISTERS]; /* of those that a call leaves as they are */
};

struct callers {
	unsigned count;
	bool is_direct; /* the first has called us, and not a library that it has called */
	struct caller list[CALLERS]; /* the innermost first */
};

/* Registers that a call leaves as they are, as bits. */
enum { CALLERS_KEPT = 1 << R_BX | 1 << R_BP | 1 << R_SP | 0xf000 };

/* Those beyond so many are left out, and those whose frames are not on the thread's own stack. */
void agent_find_callers(struct callers *callers);

#endif
