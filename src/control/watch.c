#include "control/watch.h"

#include <stdio.h>
#include <sys/wait.h>
#include "control/proc.h"
#include "trace/baton.h"
#include "trace/system.h"
#include "trace/system_v.h"

enum {
	STUCK_MS = 1000,    /* a process that has not reached a gate for so long is stuck */
	COMPUTE_MS = 10000, /* ... and one that has only computed for so long may never */
	SILENCE_MS = 3000,  /* a free run in which nothing has happened for so long hangs */
};

/* A process died and nobody wrote it down: do so in its place. */
static void bury(struct trace *trace, unsigned number)
{
	struct space_entry *space = trace_space_entry(trace, number);
	struct record record = {.actor = (uint8_t)number};
	int status = proc_status(space->pid);
	unsigned at = 0;

	if (WIFEXITED(status)) {
		record.operation = OP_EXIT;
		record.value = space->exit_status = (uint8_t)WEXITSTATUS(status);
	} else {
		record.operation = OP_DEATH;
		record.value = space->signal = (uint8_t)WTERMSIG(status);
		record.argument = space->killed_by;
	}
	trace->fd_closings++;
	trace->fd_changes++;
	trace_publish_staged(trace, number); /* it had become what the agent is not in */
	trace_append(trace, number, &record);
	while ((at = system_v_end(trace, number, at, &record)))
		trace_append(trace, number, &record);
	trace_end_space(trace, trace->actors[number].space);
}

static bool is_dead(const struct trace *trace, unsigned number)
{
	int32_t pid = atomic_load(&trace_space(trace, number)->pid);

	return pid > 0 && system_await_death(pid, 0);
}

/* What the kernel knows an actor by; proc(5) has folders of threads, too. */
static int32_t thread_of(const struct trace *trace, unsigned number)
{
	int32_t thread = atomic_load(&trace->actors[number].thread);

	return thread ? thread : atomic_load(&trace_space(trace, number)->pid);
}

static bool is_asleep(const struct trace *trace, unsigned number)
{
	char state = proc_state(thread_of(trace, number));

	return state == 'S' || state == 'D' || state == 'T' || state == 't';
}

/* Somebody who was stopped keeps those waiting who ask him something: he is to be named. */
static bool say_stopped(const struct trace *trace, char *out, size_t size)
{
	struct set alive = trace_alive(trace);

	for (int i = set_first(alive); i >= 0; i = set_next(alive, (unsigned)i + 1)) {
		char state = proc_state(thread_of(trace, (unsigned)i));

		if (state == 'T')
			snprintf(out, size, "%d was stopped by a signal", i);
		else if (state == 't')
			snprintf(out, size, "%d was stopped by who traces it (ptrace)", i);
		else
			continue;
		return true;
	}
	return false;
}

static void say_stuck(const struct trace *trace, unsigned number, char *out, size_t size)
{
	char call[64];

	if (say_stopped(trace, out, size))
		return;
	proc_system_call(thread_of(trace, number), call, sizeof(call));
	snprintf(out, size, "%u is stuck in %s, which cannot be held or shown", number, call);
}

/* Somebody who runs, or could: whoever has the baton may wait for him. -1: nobody does. */
static int find_busy(const struct trace *trace)
{
	struct set alive = trace_alive(trace);

	for (int i = set_first(alive); i >= 0; i = set_next(alive, (unsigned)i + 1)) {
		if (!is_asleep(trace, (unsigned)i))
			return i;
	}
	return -1;
}

/* Who has the baton must be alive and on its way. */
static void watch_gated(struct trace *trace, uint64_t silent_ms, char *stuck, size_t size)
{
	unsigned runner = trace_runner(trace);

	if (is_dead(trace, runner)) {
		if (atomic_load(&trace->stop) != STOP_NONE || trace_runner(trace) != runner)
			return;
		if (atomic_load(&trace->actors[runner].state) != ACTOR_ENDED)
			bury(trace, runner);
		baton_hand_over(trace, BATON_VIEWER);
	} else if (silent_ms >= STUCK_MS && find_busy(trace) < 0) {
		say_stuck(trace, runner, stuck, size);
	} else if (silent_ms >= COMPUTE_MS) {
		int busy = find_busy(trace);

		snprintf(stuck, size, "%u has computed for %d s and come to nothing that is shared",
			 busy < 0 ? runner : (unsigned)busy, COMPUTE_MS / 1000);
	}
}

/* In a free run whoever dies unheard is noticed here; silence with everybody asleep is a hang. */
static void watch_free(struct trace *trace, uint64_t silent_ms, char *stuck, size_t size)
{
	struct set alive = trace_alive(trace);
	bool asleep = silent_ms >= SILENCE_MS;

	for (int i = set_first(alive); i >= 0; i = set_next(alive, (unsigned)i + 1)) {
		unsigned number = (unsigned)i;

		if (is_dead(trace, number))
			bury(trace, number);
		else if (asleep &&
			 (!is_asleep(trace, number) || proc_wait_ends(thread_of(trace, number))))
			asleep = false;
	}
	if (set_is_empty(trace_alive(trace)))
		baton_stop(trace, STOP_END, BATON_VIEWER);
	else if (asleep && !say_stopped(trace, stuck, size)) /* who is stopped may go on */
		baton_stop(trace, STOP_DEADLOCK, BATON_VIEWER);
}

void watch_run(struct trace *trace, uint64_t silent_ms, char *stuck, size_t size)
{
	if (trace->run_mode == RUN_FREE)
		watch_free(trace, silent_ms, stuck, size);
	else
		watch_gated(trace, silent_ms, stuck, size);
}

/* Forks that are refused are counted for a moment. */
bool watch_overwritten(const struct trace *trace)
{
	return trace->head.magic != TRACE_MAGIC || trace->head.size != sizeof(*trace) ||
	       atomic_load(&trace->stop) > STOP_LIMIT ||
	       atomic_load(&trace->runner) >= LIMIT_ACTORS ||
	       atomic_load(&trace->actor_count) > 2 * LIMIT_ACTORS ||
	       atomic_load(&trace->object_count) > LIMIT_OBJECTS;
}
