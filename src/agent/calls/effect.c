#include "agent/calls/effect.h"

#include <signal.h>
#include "agent/calls/fd_kinds.h"
#include "agent/calls/mask.h"
#include "agent/calls/pending.h"
#include "agent/calls/treatment.h"
#include "agent/core/families.h"
#include "agent/core/life.h"
#include "agent/core/untold.h"
#include "trace/baton.h"

enum effect agent_effect_by(const struct space_entry *space, int signal,
			    const struct treatment *treatment)
{
	if (signal == 0 || space->doomed)
		return EFFECT_NONE;
	if (signal == SIGKILL)
		return EFFECT_FATAL;
	if ((treatment->blocked | treatment->ignored) & agent_signal_bit(signal))
		return EFFECT_NONE;
	if (space->caught & agent_signal_bit(signal))
		return EFFECT_HANDLED;
	return agent_is_harmless(signal) ? EFFECT_NONE : EFFECT_FATAL;
}

enum effect agent_effect_of(const struct space_entry *space, int signal,
			    struct treatment *treatment)
{
	if (signal != 0 && signal != SIGKILL && !space->doomed)
		*treatment = agent_treatment(space);
	return agent_effect_by(space, signal, treatment);
}

/*
 * Of several that wait the kernel keeps one: signal(7). Here a handler runs at once, and whether
 * the one before had run by then nobody has seen of a process that has not taken a step since.
 */
void agent_note_merging(unsigned target, int signal)
{
	struct space_entry *space = trace_space_entry(agent.trace, target);
	const struct blind_spot spot = {.detail = (uint64_t)signal,
					.where = agent.trace->actors[target].intent.where,
					.step = (uint32_t)agent.trace->steps,
					.what = UNSEEN_MERGED,
					.actor = (uint8_t)target};

	if (!agent.gated || signal >= SIGRTMIN || target == agent_own.self)
		return;
	if (space->came & agent_signal_bit(signal))
		ledger_note(&agent.trace->ledger, &spot);
	space->came |= agent_signal_bit(signal);
}

void agent_announce_end(unsigned child, unsigned how)
{
	unsigned number = trace_parent(agent.trace, child);
	struct space_entry *parent = trace_space_entry(agent.trace, number);
	const uint64_t ended[] = {child + UINT64_C(1), how};
	struct treatment treatment;

	if (agent.trace->ends_free && number != child)
		agent_note_meeting(number, SIGCHLD);
	if (number == child || agent_has_ended(number) ||
	    !((agent.gated ? parent->caught | parent->held_once : parent->caught) &
	      agent_signal_bit(SIGCHLD)))
		return;
	if (agent_effect_of(parent, SIGCHLD, &treatment) == EFFECT_HANDLED) {
		agent_note_merging(number, SIGCHLD);
		atomic_fetch_add(&parent->signals_sent, 1);
	}
	agent_signal_sent(parent, &treatment, SIGCHLD, hash_bytes(ended, sizeof(ended)));
}

void agent_announce_own_end(void)
{
	const struct space_entry *space = agent_space();

	agent_announce_end(agent_own.self, space->signal | (unsigned)space->exit_status << 8);
}
