#include "agent/hooks/hooked_code.h"

#include <stddef.h>
#include <stdint.h>
#include <unwind.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/loaded.h"

/*
 * A function with the hooks says so as it is entered, and has been before it calls anything. That
 * is only written down: what functions those are is found out when it is asked. The first sites are
 * on one page, as a page that is written after a fork is copied.
 */
enum { SITES = 4096, FIRST_SITES = AGENT_PAGE / sizeof(uintptr_t), ANSWERS = 256 };

/* Where those calls of ours return to. 0 free. */
static _Alignas(AGENT_PAGE) uintptr_t sites[SITES];
static bool is_full;

/* Who has been asked about. */
static struct answer {
	const void *caller;
	bool is_hooked; /* or of the program, where none is */
} answers[ANSWERS];

static uintptr_t function_of(uintptr_t site)
{
	return (uintptr_t)_Unwind_FindEnclosingFunction((void *)site);
}

static void enter(uintptr_t site)
{
	for (size_t at = (site >> 2) % FIRST_SITES; at < SITES; at++) {
		if (sites[at] == site)
			return;
		if (sites[at] == 0) {
			sites[at] = site;
			return;
		}
	}
	is_full = true;
}

static bool is_entered(uintptr_t function)
{
	for (size_t i = 0; i < SITES; i++) {
		if (sites[i] && function_of(sites[i]) == function)
			return true;
	}
	return false;
}

bool agent_is_hooked_code(const void *caller)
{
	struct answer *known = &answers[((uintptr_t)caller >> 2) % ANSWERS];
	uintptr_t function;

	if (known->caller == caller)
		return known->is_hooked;
	function = function_of((uintptr_t)caller);
	*known = (struct answer){caller, is_full || (function && is_entered(function))};
	return known->is_hooked;
}

/* --- without them ----------------------------------------------------------------------------- */

struct library {
	uintptr_t caller;
	bool is_system;
};

static int look_at_library(struct dl_phdr_info *info, size_t size, void *context)
{
	struct library *library = context;

	(void)size;
	if (!agent_loaded_holds(info, library->caller))
		return 0;
	library->is_system = agent_loaded_is_system(info);
	return 1;
}

/* Of the program, or of a library of its own. */
static bool is_plain_code(const void *caller)
{
	struct answer *known = &answers[((uintptr_t)caller >> 2) % ANSWERS];
	struct library library = {.caller = (uintptr_t)caller};

	if ((uintptr_t)caller - agent.program_start < agent.program_end - agent.program_start)
		return true;
	if (known->caller != caller) {
		dl_iterate_phdr(look_at_library, &library);
		*known = (struct answer){caller, !library.is_system};
	}
	return known->is_hooked;
}

bool agent_is_program(const void *caller)
{
	if (!agent_on() || !agent_follows() || agent_is_own(caller))
		return false;
	return agent.hooked ? agent_is_hooked_code(caller) : is_plain_code(caller);
}

AGENT_EXPORT __attribute__((used)) void __tsan_func_entry(void *caller);

AGENT_EXPORT __attribute__((used)) void __tsan_func_entry(void *caller)
{
	(void)caller;
	enter((uintptr_t)__builtin_return_address(0));
}
