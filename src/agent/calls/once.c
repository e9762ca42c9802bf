/*
 * pthread_once(3), and C11's call_once(3). Whoever comes while another one runs the function waits
 * for it outside of the C library.
 */
#include <pthread.h>
#include <threads.h>
#include "agent/core/agent.h"
#include "agent/core/gate.h"
#include "agent/core/memory_map.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/threads.h"
#include "agent/core/untold.h"

enum { DONE = 2 /* a bit of glibc's pthread_once_t */ };

static bool is_done(const pthread_once_t *control)
{
	return *control & DONE;
}

/* Of who ran it at a fork there is none in the child, where it is run anew. */
static bool is_gone(const struct once *once)
{
	return !trace_same_space(agent.trace, once->actor, agent_own.self) ||
	       agent_thread_ended(once->actor);
}

/* Who runs the function, or LIMIT_ACTORS. */
static unsigned runner_of(const pthread_once_t *control)
{
	for (unsigned i = 0; i < AGENT_ONCES; i++) {
		const struct once *once = &agent.onces[i];

		if (once->control == control && !is_gone(once))
			return once->actor;
	}
	return LIMIT_ACTORS;
}

static struct once *note_begun(const pthread_once_t *control)
{
	for (unsigned i = 0; i < AGENT_ONCES; i++) {
		struct once *once = &agent.onces[i];

		if (once->control && !is_gone(once))
			continue;
		*once = (struct once){control, agent_own.self};
		return once;
	}
	return NULL;
}

/* No step, and no part of what anybody does: what comes before what hangs on it. */
static void write_done(bool by_others)
{
	struct record record = agent_record(OP_ONCE_DONE, 0, 0);

	record.value = by_others;
	if (agent.trace->hooked)
		agent_write(&record);
}

/*
 * The function may throw, end its thread, or be cancelled: then it has not been run. What it has
 * done comes before whoever runs it next all the same: [thread.once.callonce] of C++.
 */
static void note_ended(void *begun)
{
	struct once *once = begun;

	if (once && once->actor == agent_own.self)
		*once = (struct once){NULL, 0};
	agent_entry()->onces++;
	write_done(false);
}

/* Which one, and what it is to run. */
static void give(const pthread_once_t *control, void (*function)(void))
{
	agent_given(control, (uintptr_t)function);
}

static void await(unsigned runner, uint32_t where)
{
	struct gate gate = agent_gate(OP_ONCE_WAIT, 0, where);
	struct record record;

	gate.intent.argument = runner;
	gate.intent.size = agent_entry_of(runner)->onces;
	agent_pass(&gate);
	record = agent_record(OP_ONCE_WAIT, 0, where);
	record.argument = runner;
	agent_write(&record);
}

static int run(pthread_once_t *control, void (*function)(void))
{
	struct once *begun = note_begun(control);
	int error;

	pthread_cleanup_push(note_ended, begun);
	error = REAL(pthread_once)(control, function);
	pthread_cleanup_pop(1);
	return error;
}

/* Ask whose it is to run the function. Returns another one who does, or LIMIT_ACTORS. */
static unsigned ask(const pthread_once_t *control, uint32_t where)
{
	struct record record = agent_record(OP_ONCE, 0, where);
	unsigned runner = LIMIT_ACTORS;

	record.flags = agent_pass_open(OP_ONCE, where);
	if (!is_done(control))
		runner = runner_of(control);
	if (runner == agent_own.self)
		runner = LIMIT_ACTORS;
	if (!is_done(control))
		record.value = runner == LIMIT_ACTORS ? ONCE_RUNS : ONCE_WAITS;
	agent_write(&record);
	return runner;
}

/*
 * That it has been run stays so: to see it is no step. Whoever runs it may be cancelled: then those
 * who wait ask again. What libraries do once is their affair.
 */
static int once(pthread_once_t *control, void (*function)(void), uint32_t where)
{
	unsigned runner = LIMIT_ACTORS;

	if (!agent_shares(control) || !agent.gated || !where)
		return REAL(pthread_once)(control, function);
	if (is_done(control)) {
		write_done(true);
		return 0;
	}
	do {
		give(control, function);
		runner = ask(control, where);
		give(control, function);
		if (runner != LIMIT_ACTORS)
			await(runner, where);
	} while (runner != LIMIT_ACTORS && !is_done(control));
	return is_done(control) ? 0 : run(control, function);
}

AGENT_EXPORT int pthread_once(pthread_once_t *control, void (*function)(void))
{
	return once(control, function, AGENT_CALLER);
}

/* glibc's once_flag is a pthread_once_t. */
AGENT_EXPORT void call_once(once_flag *flag, void (*function)(void))
{
	once((pthread_once_t *)(void *)flag, function, AGENT_CALLER);
}
