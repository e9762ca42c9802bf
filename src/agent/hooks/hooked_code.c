#include "agent/hooks/hooked_code.h"

#include <stddef.h>
#include <stdint.h>
#include <unwind.h>
#include "agent/core/agent.h"

enum { FUNCTIONS = 4096, SITES = 256 };

/* Functions that have the hooks: each says so as it is entered. 0 free. */
static uintptr_t functions[FUNCTIONS];
static bool is_full;

/* Where such a call returned to, so that the next one from there costs a comparison. */
static uintptr_t known_sites[SITES];

/* Who has been asked about: a function with the hooks has been entered before it calls anything. */
static struct answer {
	const void *caller;
	bool is_hooked;
} answers[SITES];

static uintptr_t *slot_of(uintptr_t function)
{
	size_t at = (function >> 4) % FUNCTIONS;

	for (size_t i = 0; i < FUNCTIONS; i++, at = (at + 1) % FUNCTIONS) {
		if (functions[at] == function || functions[at] == 0)
			return &functions[at];
	}
	return NULL;
}

static uintptr_t function_of(uintptr_t site)
{
	return (uintptr_t)_Unwind_FindEnclosingFunction((void *)site);
}

static void enter(uintptr_t site)
{
	uintptr_t function = function_of(site), *slot = slot_of(function);

	known_sites[(site >> 2) % SITES] = site;
	if (slot)
		*slot = function;
	else
		is_full = true;
}

bool agent_is_hooked_code(const void *caller)
{
	struct answer *known = &answers[((uintptr_t)caller >> 2) % SITES];
	uintptr_t function;
	const uintptr_t *slot;

	if (known->caller == caller)
		return known->is_hooked;
	function = function_of((uintptr_t)caller);
	slot = slot_of(function);
	*known = (struct answer){caller, is_full || (function && slot && *slot == function)};
	return known->is_hooked;
}

AGENT_EXPORT __attribute__((used)) void __tsan_func_entry(void *caller);

AGENT_EXPORT __attribute__((used)) void __tsan_func_entry(void *caller)
{
	uintptr_t site = (uintptr_t)__builtin_return_address(0);

	(void)caller;
	if (known_sites[(site >> 2) % SITES] != site)
		enter(site);
}
