/*
 * The beginning and the end of a process of the run.
 */
#ifndef IPCSTAGE_AGENT_CORE_LIFE_H
#define IPCSTAGE_AGENT_CORE_LIFE_H

#include "agent/core/agent.h"

/* This process is number `self` of the run; called first thing in each. */
void agent_begin(unsigned self);

/* The same in another program image of a process that is in the run already. */
void agent_come_back(unsigned self);

/* This process ends: records, hands over for the last time. The caller then really ends. */
void agent_end(enum operation operation, uint64_t value, uint32_t where);

/* The same as part of a step that has been granted. */
void agent_end_at_once(enum operation operation, uint64_t value, uint32_t where);

/*
 * The caller has just seen, without waiting for it, that somebody has ended, and might have come
 * first. Where ends are no steps nobody tries that, and it goes into the ledger.
 */
void agent_saw_end(uint32_t where);

/* The same where it is one of those, or who could reach an object (0: anybody), if any has. */
void agent_saw_end_among(struct set spaces, uint32_t where);
void agent_saw_end_of(unsigned object, uint32_t where);

/*
 * SIGCHLD was taken by whoever waits for these signals, bit n - 1: whether an end might have come
 * together with another one, or after something else.
 */
bool agent_told_of_end(uint64_t signals);

/* Whether process `number` of the run has ended. */
bool agent_has_ended(unsigned number);

/* This thread begins, or ends, and its process does not. */
void agent_begin_thread(unsigned self);
void agent_end_thread(void);
/*
 * A signal that ends process `number` has been sent. Where ends are steps and it stands at a gate,
 * this one is its next, before which whoever sent the signal may go on. Returns false where it is
 * to end at once.
 */
bool agent_doom(unsigned number, int signal);

/* Whether this process is to end of a signal as its next step. */
static inline bool agent_is_doomed(void)
{
	return agent_space()->doomed != 0;
}

/* ... which has been granted. */
void agent_end_doomed(void);

/* A child died of a signal, or ended past libc, and could not say so itself. */
void agent_note_death(unsigned child, int signal);
void agent_note_exit(unsigned child, int status);

#endif
