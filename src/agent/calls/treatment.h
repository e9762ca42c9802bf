/*
 * When a process changes how it treats signals, or asks which of them wait: sigaction(2),
 * sigprocmask(2), sigpending(2). Where somebody else
 * is found to send it one of these it is a step, from the next run on (trace/places.h, of a place
 * that is no memory): the signal may come before.
 */
#ifndef IPCSTAGE_AGENT_CALLS_TREATMENT_H
#define IPCSTAGE_AGENT_CALLS_TREATMENT_H

#include <stdbool.h>
#include <stdint.h>

/* This process is about to treat `signals` (bit n - 1: signal n) otherwise. */
void agent_pass_treatment(uint64_t signals, uint32_t where);

/* This process is about to ask which of `signals`, which it holds back, have come: the same.
 * Returns the flags of its record (OP_ASK_SIGNALS), 0: it is no step. */
uint8_t agent_pass_asking(uint64_t signals, uint32_t where);

/* Whether a child of this process is alive. */
bool agent_has_living_child(void);

/* Another process, which has `target` as an actor, is sent a signal, by somebody or as a child
 * ends. */
void agent_note_meeting(unsigned target, int signal);

#endif
