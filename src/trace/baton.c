/*
 * Handing over: who is enabled, and who goes next. The order of the rules is in baton.h.
 *
 * It runs in whichever process has just stopped, so it uses no libc call that the agent
 * interposes, takes no locks and allocates nothing.
 */
#include "trace/baton.h"

#include "trace/system.h"

enum {
	ASK_LIMIT_S = 1,
	ASK_LIMIT = 3,
	LEAVE_LIMIT_MS = 1000,
	HANDLER_LIMIT_MS = 1000,
	GUARD_LIMIT_S = 4
};

static uint64_t bit(unsigned process)
{
	return UINT64_C(1) << process;
}

static bool parked(const struct trace *trace, unsigned process)
{
	return atomic_load(&trace->processes[process].state) == PROCESS_PARKED;
}

bool baton_can_finish(const struct trace *trace, unsigned process)
{
	const struct intent *intent = &trace->processes[process].intent;
	const struct operation_row *operation = operation_row(intent->operation);
	bool late = intent->interrupted || intent->deadline_ns <= trace->clock_ns;

	if (late && operation->early != EARLY_MUTEX)
		return true;
	return intent->by_fd ? intent->ready : operation->ready(trace, process);
}

static uint64_t parked_set(const struct trace *trace, bool can_finish)
{
	unsigned count = trace_processes(trace);
	uint64_t set = 0;

	for (unsigned i = 0; i < count; i++) {
		if (parked(trace, i) && baton_can_finish(trace, i) == can_finish)
			set |= bit(i);
	}
	return set;
}

uint64_t baton_enabled_set(const struct trace *trace)
{
	return parked_set(trace, true);
}

uint64_t baton_blocked_set(const struct trace *trace)
{
	return parked_set(trace, false);
}

uint32_t baton_changes(const struct trace *trace, unsigned object)
{
	if (object == 0)
		return trace->fd_changes;
	return trace->fd_closings + trace_entry(trace, object)->changes;
}

void baton_stop(struct trace *trace, enum stop_reason reason, unsigned process)
{
	trace->stop_process = (uint8_t)process;
	atomic_store(&trace->stop, reason);
	system_signal(trace->stop_fd);
}

/*
 * Ask a parked process something (TURN_ASK, TURN_KEY) and wait for the answer. None comes from one
 * that was killed or stopped: then the viewer, which may be who asks, must not wait for ever.
 */
static void ask(struct trace *trace, unsigned process, enum turn question)
{
	_Atomic uint32_t *turn = &trace->processes[process].turn;
	const struct timespec limit = {ASK_LIMIT_S, 0};

	atomic_store(turn, question);
	system_futex_wake(turn);
	for (int left = ASK_LIMIT; left > 0 && atomic_load(turn) == question; left--) {
		system_futex_wait(turn, question, &limit);
		if (system_await_death(atomic_load(&trace->processes[process].pid), 0))
			return;
	}
}

static void refresh_answers(struct trace *trace, unsigned self)
{
	unsigned count = trace_processes(trace);

	for (unsigned i = 0; i < count; i++) {
		const struct intent *intent = &trace->processes[i].intent;

		if (i != self && parked(trace, i) && intent->by_fd &&
		    intent->asked_at != baton_changes(trace, intent->object))
			ask(trace, i, TURN_ASK);
	}
}

void baton_ask_key(struct trace *trace, unsigned process)
{
	/* Who does not answer in time must not be taken for what it was before. */
	trace->processes[process].unclear = UNCLEAR_CALL;
	ask(trace, process, TURN_KEY);
}

static void go(struct trace *trace, unsigned next, unsigned self)
{
	_Atomic uint32_t *turn = &trace->processes[next].turn;

	atomic_store_explicit(&trace->runner, (uint8_t)next, memory_order_relaxed);
	atomic_store(turn, TURN_GO);
	if (next != self)
		system_futex_wake(turn);
}

static void take_step(struct trace *trace, unsigned next, unsigned self)
{
	if (trace->steps < TRACE_SCHEDULE)
		trace->step_stamps[trace->steps] = atomic_load(&trace->stamp);
	trace->steps++;
	go(trace, next, self);
}

/* The lowest process in front of an invisible operation that can finish now, or -1. */
static int next_invisible(const struct trace *trace)
{
	unsigned count = trace_processes(trace);

	for (unsigned i = 0; i < count; i++) {
		if (parked(trace, i) && !trace->processes[i].intent.visible &&
		    baton_can_finish(trace, i))
			return (int)i;
	}
	return -1;
}

/*
 * Let the virtual clock jump to the first deadline that is still to come: one that has passed may
 * wait for a mutex. Returns false when there is none.
 */
static bool jump_clock(struct trace *trace, unsigned self)
{
	unsigned count = trace_processes(trace);
	unsigned sleeper = 0;
	uint64_t first = UINT64_MAX;
	struct record record = {.operation = OP_CLOCK};

	for (unsigned i = 0; i < count; i++) {
		uint64_t deadline = trace->processes[i].intent.deadline_ns;

		if (parked(trace, i) && deadline > trace->clock_ns && deadline < first) {
			first = deadline;
			sleeper = i;
		}
	}
	if (first == UINT64_MAX)
		return false;
	trace->clock_ns = first;
	record.process = (uint8_t)sleeper;
	record.value = first;
	trace_append(trace, self == BATON_VIEWER ? sleeper : self, &record);
	return true;
}

/* A visible step: the schedule's choice, or the viewer's. */
static void next_step(struct trace *trace, unsigned self)
{
	unsigned next;

	if (trace->schedule_next >= trace->schedule_length ||
	    trace->schedule_next >= TRACE_SCHEDULE) {
		baton_stop(trace, STOP_DECIDE, self);
		return;
	}
	next = trace->schedule[trace->schedule_next];
	if (next >= trace_processes(trace) || !parked(trace, next) ||
	    !baton_can_finish(trace, next)) {
		baton_stop(trace, STOP_CANNOT_MOVE, next);
		return;
	}
	trace->schedule_next++;
	take_step(trace, next, self);
}

/* Who was just born hands back to the process that forked it. */
static bool return_from_birth(struct trace *trace, unsigned self)
{
	struct process_entry *child =
		&trace->processes[self == BATON_VIEWER ? trace_runner(trace) : self];
	unsigned parent = child->parent % TRACE_PROCESSES;

	if (!child->newborn)
		return false;
	child->newborn = false;
	if (atomic_load(&trace->processes[parent].state) != PROCESS_RUNNING)
		return false;
	go(trace, parent, self);
	return true;
}

void baton_hand_over(struct trace *trace, unsigned self)
{
	int invisible;

	if (return_from_birth(trace, self))
		return;
	do {
		refresh_answers(trace, self);
		invisible = next_invisible(trace);
		if (invisible >= 0) {
			go(trace, (unsigned)invisible, self);
			return;
		}
		if (baton_enabled_set(trace)) {
			next_step(trace, self);
			return;
		}
	} while (jump_clock(trace, self));
	baton_stop(trace, trace_alive(trace) ? STOP_DEADLOCK : STOP_END, self);
}

void baton_leave(struct trace *trace, unsigned self)
{
	uint64_t others = trace_alive(trace);
	unsigned count = trace_processes(trace);

	if (return_from_birth(trace, self))
		return;
	for (unsigned i = 0; i < count; i++) {
		if (!(others & bit(i)) || !parked(trace, i))
			continue;
		atomic_store_explicit(&trace->runner, (uint8_t)i, memory_order_relaxed);
		atomic_store(&trace->processes[i].turn, TURN_DECIDE);
		system_futex_wake(&trace->processes[i].turn);
		return;
	}
	baton_stop(trace, STOP_END, self);
}

static void ask_kernel(struct trace *trace, struct process_entry *process,
		       const struct baton_answers *answers)
{
	if (!process->intent.by_fd)
		return;
	process->intent.ready = answers->is_ready(answers->context);
	process->intent.asked_at = baton_changes(trace, process->intent.object);
}

static void tell(struct process_entry *process)
{
	atomic_store(&process->turn, TURN_TOLD);
	system_futex_wake(&process->turn);
}

/*
 * Sleep until it is somebody's turn to wake us. When viewer and server were killed together nobody
 * ever will: then there is no run any more, and this process ends.
 */
static void park(const struct trace *trace, struct process_entry *process, uint32_t turn)
{
	const struct timespec limit = {GUARD_LIMIT_S, 0};

	if (system_futex_wait(&process->turn, turn, &limit) &&
	    system_await_death(trace->server_pid, 0))
		system_end(1);
}

void baton_await(struct trace *trace, unsigned self, const struct baton_answers *answers)
{
	struct process_entry *process = &trace->processes[self];
	uint32_t turn;

	while ((turn = atomic_load(&process->turn)) != TURN_GO) {
		switch (turn) {
		case TURN_ASK:
			ask_kernel(trace, process, answers);
			tell(process);
			break;
		case TURN_KEY:
			answers->key();
			tell(process);
			break;
		case TURN_DECIDE:
			atomic_store(&process->turn, TURN_WAIT);
			baton_await_leaver(trace);
			ask_kernel(trace, process, answers);
			baton_hand_over(trace, self);
			break;
		default:
			park(trace, process, turn);
		}
	}
	atomic_store(&process->turn, TURN_WAIT);
	baton_await_leaver(trace);
}

void baton_grant(struct trace *trace, unsigned next)
{
	atomic_store(&trace->stop, STOP_NONE);
	take_step(trace, next, BATON_VIEWER);
}

void baton_make_room(struct trace *trace, unsigned self)
{
	baton_stop(trace, STOP_RING_FULL, self);
	baton_await(trace, self, NULL);
}

void baton_resume(struct trace *trace, unsigned process)
{
	atomic_store(&trace->stop, STOP_NONE);
	go(trace, process, BATON_VIEWER);
}

void baton_await_leaver(struct trace *trace)
{
	int32_t pid = atomic_load(&trace->leaving_pid);

	if (pid == 0)
		return;
	system_await_death(pid, LEAVE_LIMIT_MS);
	atomic_store(&trace->leaving_pid, 0);
	baton_await_handlers(trace);
}

void baton_handled(struct process_entry *process)
{
	atomic_store(&process->signals_handled, atomic_load(&process->signals_sent));
	system_futex_wake(&process->signals_handled);
}

/* A handler that never returns, or a process that dies in one, is not waited for any longer. */
static void await_handler(struct process_entry *process)
{
	const struct timespec pause = {0, 1000000};
	uint32_t handled;

	for (int left = HANDLER_LIMIT_MS; left > 0; left--) {
		handled = atomic_load(&process->signals_handled);
		if (handled == atomic_load(&process->signals_sent) ||
		    atomic_load(&process->state) == PROCESS_ENDED)
			return;
		system_futex_wait(&process->signals_handled, handled, &pause);
	}
	atomic_store(&process->signals_handled, atomic_load(&process->signals_sent));
}

void baton_await_handlers(struct trace *trace)
{
	unsigned count = trace_processes(trace);

	for (unsigned i = 0; i < count; i++)
		await_handler(&trace->processes[i]);
}
