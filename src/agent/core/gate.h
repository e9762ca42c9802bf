/*
 * The gate: what a call passes before it does what others can notice, or what may block.
 */
#ifndef IPCSTAGE_AGENT_CORE_GATE_H
#define IPCSTAGE_AGENT_CORE_GATE_H

#include "agent/core/agent.h"
#include "agent/core/company.h"

/* What is about to happen; `ask` is for descriptors only. */
struct gate {
	struct intent intent;
	bool (*ask)(void *context); /* whether the kernel would let it finish now; or NULL */
	void *context;
	bool begun; /* the call was in the kernel before: a handler ends it from the start */
};

/*
 * Clear what lies below the caller's frame. What we leave there, the kernel's pids above all, is
 * another thing in every run, and comes up again where a function of the program does not set all
 * of its frame.
 */
void agent_wipe_stack(void);

/* A gate for an operation that has no deadline and is no step. Also settles. */
struct gate agent_gate(enum operation operation, unsigned object, uint32_t where);

/* The same for one that is a step, if anybody else can reach its object. */
struct gate agent_step_gate(enum operation operation, unsigned object, uint32_t where);

/*
 * Pass the gate: at once when the operation is invisible and can finish, and in a free run; else
 * park until it is granted. On return the real call, in its non-blocking form, succeeds.
 * Returns RECORD_VISIBLE when it was a step, 0 when not: flags for the record.
 */
uint8_t agent_pass(struct gate *gate);

/* What a parked thread waits for is another thing now: its intent has been changed. */
void agent_park_again(void);

/* Both at once, of an operation that can always finish. */
uint8_t agent_pass_step(enum operation operation, unsigned object, uint32_t where);

/* The same of one about no object, which is a step if there is anybody else at all. */
uint8_t agent_pass_open(enum operation operation, uint32_t where);

/*
 * If somebody has cancelled this thread and it does not hold that back, end it: does not return
 * then, but calls its clean-up handlers. agent_pass() does so by itself, but for a condition, whose
 * mutex comes first.
 */
void agent_end_if_cancelled(uint32_t where);

/* The kernel did not do what the tables said it could: stop the run and say so. */
void agent_disagree(const struct gate *gate);

/* Count an operation of a free run. */
void agent_count_in(unsigned object);
void agent_count_out(unsigned object);

#endif
