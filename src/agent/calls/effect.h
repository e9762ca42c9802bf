/*
 * What a signal does to a process that is sent it, and what the end of one does to its parent.
 */
#ifndef IPCSTAGE_AGENT_CALLS_EFFECT_H
#define IPCSTAGE_AGENT_CALLS_EFFECT_H

#include "agent/calls/pending.h"

enum effect { EFFECT_NONE, EFFECT_HANDLED, EFFECT_FATAL };

/* With what a process, or a thread of it, holds back and ignores. */
enum effect agent_effect_by(const struct space_entry *space, int signal,
			    const struct treatment *treatment);

/*
 * The same of a process as a whole. `treatment` is of the process before it has the signal; left
 * alone when that counts for nothing.
 */
enum effect agent_effect_of(const struct space_entry *space, int signal,
			    struct treatment *treatment);

/* It is handled in a process that may not have handled the one before yet: that is said. */
void agent_note_merging(unsigned target, int signal);

/*
 * A process is about to die: if its parent has a handler for that, it will be called; if it holds
 * that back, it will be told of this child one day. `how`: the signal, or the status above it.
 */
void agent_announce_end(unsigned child, unsigned how);

/* The same of this process, by what its entry says. */
void agent_announce_own_end(void);

#endif
