/*
 * Looking away, and saying so.
 */
#ifndef IPCSTAGE_AGENT_CORE_BLIND_H
#define IPCSTAGE_AGENT_CORE_BLIND_H

#include "agent/core/agent.h"

/*
 * Of a thread that is not held nothing more is to be said: that there is one is in the ledger
 * already. What the program does at `where` is not seen: it goes into the ledger (trace/ledger.h).
 */
static inline void agent_blind(enum unseen what, uint64_t detail, uint32_t where)
{
	const struct blind_spot spot = {.detail = detail,
					.where = where,
					.step = (uint32_t)(agent.trace ? agent.trace->steps : 0),
					.what = (uint8_t)what,
					.actor = (uint8_t)agent_own.self};

	if (agent_on())
		ledger_note(&agent.trace->ledger, &spot);
}

/* Whether a call will return to us: it is none of the program's. */
static inline bool agent_is_own(const void *address)
{
	return (uintptr_t)address - agent.text_start < agent.text_end - agent.text_start;
}

#define AGENT_OWN_CALL agent_is_own(__builtin_return_address(0))

#endif
