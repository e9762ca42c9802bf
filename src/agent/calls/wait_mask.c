/*
 * The process is parked with the mask that it had, and all that the wait holds back besides: so no
 * handler runs where there would be none, and what the wait lets in stays pending until the call is
 * really made, which does what the kernel does.
 */
#include "agent/calls/wait_mask.h"

#include "agent/calls/mask.h"
#include "agent/calls/pending.h"
#include "agent/calls/signal.h"
#include "agent/core/agent.h"
#include "agent/core/company.h"
#include "agent/core/gate.h"
#include "agent/core/records.h"
#include "agent/core/untold.h"

/* A signal that comes before this step is not held back yet. */
static void begin_holding_back(uint32_t where)
{
	struct gate gate = agent_gate(OP_PAUSE, 0, where);
	uint8_t flags;

	gate.intent.visible = true;
	agent_given(NULL, 0);
	flags = agent_pass(&gate);
	agent_write_done(OP_PAUSE, 0, flags, 0, where);
}

void agent_begin_wait(struct wait_mask *mask, const sigset_t *asked, uint32_t where)
{
	uint64_t kept, wanted;

	mask->visible = false;
	sigemptyset(&mask->kept);
	mask->asked = agent_mask_without_ours(asked, &mask->copy);
	if (!asked || !agent.gated)
		return;
	sigprocmask(SIG_BLOCK, NULL, &mask->kept);
	kept = agent_signal_bits(&mask->kept);
	wanted = agent_signal_bits(mask->asked);
	mask->visible = agent_has_company() && agent_effective_signals(kept & ~wanted);
	if (agent_has_company() && agent_effective_signals(wanted & ~kept))
		begin_holding_back(where);
	sigprocmask(SIG_BLOCK, mask->asked, NULL);
}

/* Those that have come. */
static uint64_t let_in(const struct wait_mask *mask)
{
	if (!mask->asked)
		return 0;
	return agent_effective_signals(agent_pending_signals() & ~agent_signal_bits(mask->asked));
}

bool agent_wait_is_over(const struct wait_mask *mask)
{
	return let_in(mask) != 0;
}

/* The kernel ends it before a handler of another signal has begun. */
void agent_end_in_wait(const struct wait_mask *mask, const struct record *record)
{
	uint64_t deadly = agent.gated ? let_in(mask) & ~agent_space()->caught : 0;
	struct record last = *record;

	if (!deadly)
		return;
	last.error = EINTR;
	agent_write(&last);
	agent_end_by(__builtin_ctzll(deadly) + 1, record->where);
}

void agent_given_wait(const struct wait_mask *mask, const volatile void *where, uint64_t what)
{
	const uint64_t words[] = {(uintptr_t)where, what, mask->asked != NULL,
				  mask->asked ? agent_signal_bits(mask->asked) : 0,
				  mask->asked ? agent_signal_bits(&mask->kept) : 0};

	agent_given_words(words, AGENT_GIVEN);
}

void agent_end_wait(const struct wait_mask *mask)
{
	if (mask->asked && agent.gated)
		sigprocmask(SIG_SETMASK, &mask->kept, NULL);
}
