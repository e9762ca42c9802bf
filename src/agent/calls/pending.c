/*
 * What lies blocked in a process decides what it will be told, and neither its memory nor a mask
 * says it: two states are the same only if the same signals wait there in the same order. Whoever
 * sends one folds it into a hash in the table of spaces, one for each signal; whoever takes it
 * clears that hash when no more of them are pending.
 */
#include "agent/calls/pending.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/real.h"
#include "agent/core/untold.h"
#include "agent/hooks/common.h"

enum { STATUS_SIZE = 4096, FIRST_QUEUED = 32 /* of the signals that wait in a queue: signal(7) */ };

bool agent_is_harmless(int signal)
{
	return signal == 0 || signal == SIGCHLD || signal == SIGCONT || signal == SIGURG ||
	       signal == SIGWINCH || signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN ||
	       signal == SIGTTOU;
}

/* --- how it treats them ----------------------------------------------------------------------- */

/* A set of signals as proc(5) has it: a line's hexadecimal number. */
static uint64_t read_set(const char *status, const char *line)
{
	const char *found = strstr(status, line);

	return found ? strtoull(found + strlen(line), NULL, 16) : 0;
}

/* Not by stdio: kill(2) may be called in a handler, and that in the middle of malloc(3). */
static struct treatment read_treatment(const char *path)
{
	char text[STATUS_SIZE];
	ssize_t got;
	int fd;

	fd = REAL(openat)(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	got = fd < 0 ? 0 : REAL(read)(fd, text, sizeof(text) - 1);
	text[got > 0 ? got : 0] = '\0';
	if (fd >= 0)
		REAL(close)(fd);
	return (struct treatment){
		.blocked = read_set(text, "\nSigBlk:"),
		.ignored = read_set(text, "\nSigIgn:"),
		.pending = read_set(text, "\nSigPnd:") | read_set(text, "\nShdPnd:"),
		.merging = read_set(text, "\nShdPnd:"),
		.own = read_set(text, "\nSigPnd:"),
	};
}

static struct treatment read_thread(unsigned actor)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/status",
		 atomic_load(&trace_space(agent.trace, actor)->pid),
		 atomic_load(&agent_entry_of(actor)->thread));
	return read_treatment(path);
}

/* What all of its threads hold back is held back. */
static struct treatment treatment_of_all(struct set threads)
{
	struct treatment all = {.blocked = UINT64_MAX};

	for (int i = set_first(threads); i >= 0; i = set_next(threads, (unsigned)i + 1)) {
		const struct treatment one = read_thread((unsigned)i);

		all.blocked &= one.blocked;
		all.ignored |= one.ignored;
		all.pending |= one.pending;
		all.merging |= one.merging;
	}
	return all;
}

static struct set threads_of(const struct space_entry *space)
{
	return trace_alive_in(agent.trace, set_of((unsigned)(space - agent.trace->spaces)));
}

/* ... or another one than the process has its pid of. */
static bool is_several(struct set threads, const struct space_entry *space)
{
	return !set_is_empty(threads) &&
	       (set_count(threads) > 1 || !set_has(threads, space->first));
}

struct treatment agent_treatment(const struct space_entry *space)
{
	struct set threads = threads_of(space);
	struct treatment treatment;
	char path[32];

	if (is_several(threads, space)) {
		treatment = treatment_of_all(threads);
	} else {
		snprintf(path, sizeof(path), "/proc/%d/status", atomic_load(&space->pid));
		treatment = read_treatment(path);
	}
	treatment.ignored |= space->ignored;
	return treatment;
}

struct treatment agent_thread_treatment(unsigned actor)
{
	struct treatment treatment = read_thread(actor);
	const struct treatment all = agent_treatment(trace_space(agent.trace, actor));

	treatment.ignored = all.ignored;
	treatment.pending = all.pending;
	treatment.merging = treatment.own;
	return treatment;
}

unsigned agent_taker(const struct space_entry *space, int signal)
{
	struct set threads = threads_of(space);

	for (int i = set_first(threads); i >= 0; i = set_next(threads, (unsigned)i + 1)) {
		if (is_several(threads, space) &&
		    !(read_thread((unsigned)i).blocked & agent_signal_bit(signal)))
			return (unsigned)i;
	}
	return space->first;
}

bool agent_has_takers(const struct space_entry *space, int signal)
{
	struct set threads = threads_of(space);
	unsigned takers = 0;

	for (int i = set_first(threads); i >= 0; i = set_next(threads, (unsigned)i + 1))
		takers += !(read_thread((unsigned)i).blocked & agent_signal_bit(signal));
	return takers > 1;
}

/* --- what is pending -------------------------------------------------------------------------- */

uint64_t agent_pending_signals(void)
{
	sigset_t pending;

	REAL(sigpending)(&pending);
	return agent_signal_bits(&pending);
}

/* With several threads: those that are for one of them, too. */
static uint64_t pending_anywhere(void)
{
	return agent.threaded ? agent_treatment(agent_space()).pending : agent_pending_signals();
}

void agent_signal_sent(struct space_entry *to, const struct treatment *treatment, int signal,
		       struct hash what)
{
	uint64_t bit = agent_signal_bit(signal);
	struct hash *held = &to->held_back[signal - 1];

	if (!agent.gated || !(treatment->blocked & bit))
		return;
	if (!(treatment->pending & bit))
		*held = hash_none();
	else if (signal < FIRST_QUEUED && treatment->merging & bit)
		return;
	*held = hash_join(*held, what);
}

void agent_pending_changed(void)
{
	agent.trace->fd_closings++;
	agent.trace->fd_changes++;
	agent_note_order(agent_own.self);
}

/* What a handler or a wait was told is in memory; a history has to be told, too. */
void agent_signal_taken(int signal, bool is_told)
{
	struct space_entry *space = agent_space();
	struct hash *held = &space->held_back[signal - 1];

	agent_pending_changed();
	agent_touch_common(COMMON_PENDING, true);
	if (hash_is_none(*held))
		return;
	if (is_told)
		space->told = hash_join(space->told, *held);
	*held = pending_anywhere() & agent_signal_bit(signal) ? hash_fold(*held, 1) : hash_none();
}

void agent_signals_dropped(void)
{
	struct space_entry *space = agent_space();

	agent_pending_changed();
	for (int signal = 1; signal < NSIG; signal++) {
		struct hash *held = &space->held_back[signal - 1];

		if (!hash_is_none(*held) && !(pending_anywhere() & agent_signal_bit(signal)))
			*held = hash_none();
	}
}

static bool does_something(int signal)
{
	struct sigaction action;

	if (agent_catches(signal))
		return true;
	if (agent_is_harmless(signal) || agent_space()->ignored & agent_signal_bit(signal))
		return false;
	return REAL(sigaction)(signal, NULL, &action) == 0 && action.sa_handler != SIG_IGN;
}

uint64_t agent_effective_signals(uint64_t signals)
{
	uint64_t effective = 0;

	for (int signal = 1; signals && signal < NSIG; signal++) {
		if (signals & agent_signal_bit(signal) && does_something(signal))
			effective |= agent_signal_bit(signal);
	}
	return effective;
}
