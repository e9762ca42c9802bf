/*
 * Handing over: who is enabled, and who goes next. The order of the rules is in baton.h.
 *
 * It runs in whichever process has just stopped, so it uses no libc call that the agent
 * interposes, takes no locks and allocates nothing.
 */
#include "trace/baton.h"

#include <signal.h>
#include "trace/system.h"
#include "trace/system_v.h"
#include "trace/timers.h"

enum {
	LOOK_MS = 500, /* so often whoever is waited for is looked at */
	RESTS = 6,     /* in a row: then it does not go on, and the viewer has had time to say so */
	KEY_LIMIT = 6, /* looks: without a key a state is like no other, which is no harm */
	VIEWER_LIMIT = 20, /* looks: a person waits */
	GUARD_LIMIT_S = 4
};

static bool parked(const struct trace *trace, unsigned actor)
{
	return atomic_load(&trace->actors[actor].state) == ACTOR_PARKED;
}

/* --- waiting for others --------------------------------------------------------------------- */

/*
 * How long others take is nothing to go by: on a slow machine any limit is too short. They are
 * waited for as long as they run, or could. Who rests in the kernel was stopped, or waits there for
 * what nobody knows.
 */
struct patience {
	struct trace *trace;
	unsigned actor; /* who is waited for, with all threads of its process */
	unsigned pauses, looks, rests;
	unsigned limit; /* looks; 0: none */
};

static bool is_at_rest(const struct trace *trace, unsigned actor)
{
	int32_t id = atomic_load(&trace->actors[actor].thread);
	char state;

	if (!id)
		id = atomic_load(&trace_space(trace, actor)->pid);
	if (id == system_thread()) /* it is who waits */
		return true;
	state = system_state(id);
	return state == 'S' || state == 'T' || state == 't';
}

static bool all_rest(const struct trace *trace, unsigned actor)
{
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; i < count; i++) {
		if (trace_same_space(trace, i, actor) && trace_is_alive(trace, i) &&
		    !is_at_rest(trace, i))
			return false;
	}
	return is_at_rest(trace, actor);
}

/* After each LOOK_MS: whether it makes no sense to wait any longer. */
static bool is_out(struct patience *patience)
{
	patience->looks++;
	patience->rests = all_rest(patience->trace, patience->actor) ? patience->rests + 1 : 0;
	return patience->rests >= RESTS || (patience->limit && patience->looks >= patience->limit);
}

/* The same of what nobody need wake us for: a word that may be another one than `value`. */
static bool is_out_after_pause(struct patience *patience, _Atomic uint32_t *word, uint32_t value)
{
	const struct timespec pause = {0, 1000000};

	system_futex_wait(word, value, &pause);
	return ++patience->pauses % LOOK_MS == 0 && is_out(patience);
}

/* Whoever was waited for in vain may go on at any time: what comes of that nobody sees. */
static void give_up(const struct patience *patience)
{
	struct trace *trace = patience->trace;
	const struct blind_spot spot = {.where = trace->actors[patience->actor].intent.where,
					.step = (uint32_t)trace->steps,
					.what = UNSEEN_LATE,
					.actor = (uint8_t)patience->actor};

	ledger_note(&trace->ledger, &spot);
}

void baton_await_death(struct trace *trace, unsigned actor)
{
	struct patience patience = {.trace = trace, .actor = actor};

	while (!system_await_death(atomic_load(&trace_space(trace, actor)->pid), LOOK_MS)) {
		if (is_out(&patience)) {
			give_up(&patience);
			return;
		}
	}
}

/* --- who could go --------------------------------------------------------------------------- */

bool baton_can_finish(const struct trace *trace, unsigned actor)
{
	const struct intent *intent = &trace->actors[actor].intent;
	const struct operation_row *operation = operation_row(intent->operation);
	bool late = intent->interrupted || intent->deadline_ns <= trace->clock_ns ||
		    (intent->cancellable && trace->actors[actor].cancelled);

	if (late && operation->early != EARLY_MUTEX)
		return true;
	return intent->by_fd ? intent->ready : operation->ready(trace, actor);
}

bool baton_may_wait(const struct trace *trace, unsigned actor)
{
	const struct intent *intent = &trace->actors[actor].intent;

	return !baton_can_finish(trace, actor) ||
	       (intent->operation == OP_SLEEP && trace->sleepers_free &&
		intent->deadline_ns > trace->clock_ns);
}

static bool has_signal(uint64_t signals, int signal)
{
	return signal > 0 && signals >> (signal - 1) & 1;
}

/* Whether what one is about to do may call a handler in another that ends its wait. */
static bool may_interrupt(const struct trace *trace, unsigned sender, unsigned actor)
{
	const struct actor_entry *from = &trace->actors[sender], *to = &trace->actors[actor];
	const uint64_t signals = to->intent.unbegun;
	uint64_t target = from->intent.argument;

	switch (from->intent.operation) {
	case OP_KILL:
		if (from->space == to->space && !from->intent.size)
			return target == actor && has_signal(signals, from->intent.signal);
		if (target >= LIMIT_ACTORS || trace->actors[target].space == to->space)
			return has_signal(signals, from->intent.signal);
		/* It may end that process, whose parent is told. */
		return trace_space(trace, (unsigned)target)->parent == to->space &&
		       has_signal(signals, SIGCHLD);
	case OP_WRITE: /* who is to be told of a message */
		return trace_entry(trace, from->intent.object)->kind == OBJECT_MESSAGE_QUEUE &&
		       trace_entry(trace, from->intent.object)->size == to->space + 1u &&
		       has_signal(signals, trace_entry(trace, from->intent.object)->options);
	case OP_EXIT:
	case OP_DEATH:
		return trace_space(trace, sender)->parent == to->space &&
		       has_signal(signals, SIGCHLD);
	default:
		return false;
	}
}

/* Whether the next step of who waits is to begin with it. */
static bool may_begin(const struct trace *trace, unsigned actor)
{
	const struct intent *intent = &trace->actors[actor].intent;
	bool is_noticed = intent->wait == WAIT_NOT_BEGUN;
	unsigned count = trace_actors(trace);

	if ((!intent->unbegun && !is_noticed) || !baton_may_wait(trace, actor))
		return false;
	for (unsigned i = 0; i < count; i++) {
		if (i != actor && parked(trace, i) &&
		    (may_interrupt(trace, i, actor) ||
		     (is_noticed && system_v_counts(trace, i, actor))))
			return true;
	}
	return false;
}

static bool can_move(const struct trace *trace, unsigned actor)
{
	return parked(trace, actor) && (baton_can_finish(trace, actor) || may_begin(trace, actor));
}

/*
 * Whether the kernel does, in the call that makes it possible, what an actor has begun to wait for:
 * mq_overview(7), msgop(2), semop(2). A msgsnd that waits tries again.
 */
static bool is_handed(const struct trace *trace, unsigned actor)
{
	const struct intent *intent = &trace->actors[actor].intent;

	return intent->wait == WAIT_BEGUN && intent->ready && !intent->interrupted &&
	       !intent->object_gone && intent->operation != OP_MSGSND;
}

/* Those to whom the kernel has handed what they wait for: nobody else comes before them. */
static struct set handed_set(const struct trace *trace)
{
	unsigned count = trace_actors(trace);
	struct set set = set_none();

	for (unsigned i = 0; i < count; i++) {
		if (parked(trace, i) && is_handed(trace, i))
			set_add(&set, i);
	}
	return set;
}

struct set baton_enabled_set(const struct trace *trace)
{
	unsigned count = trace_actors(trace);
	struct set set = handed_set(trace);

	if (!set_is_empty(set))
		return set;
	for (unsigned i = 0; i < count; i++) {
		if (can_move(trace, i))
			set_add(&set, i);
	}
	return set;
}

struct set baton_blocked_set(const struct trace *trace)
{
	unsigned count = trace_actors(trace);
	struct set set = set_none();

	for (unsigned i = 0; i < count; i++) {
		if (parked(trace, i) && !can_move(trace, i))
			set_add(&set, i);
	}
	return set;
}

uint32_t baton_changes(const struct trace *trace, const struct intent *intent)
{
	if (intent->object == 0)
		return trace->fd_changes;
	return trace->fd_closings + trace_entry(trace, intent->object)->changes +
	       (intent->beside ? trace_entry(trace, intent->beside)->changes : 0);
}

/* Stop because of an actor; `self` says so, or the viewer, who looks by himself. */
static void stop(struct trace *trace, enum stop_reason reason, unsigned actor, unsigned self)
{
	trace->stop_actor = (uint8_t)actor;
	atomic_store(&trace->stop, reason);
	if (self != BATON_VIEWER)
		system_signal(trace_stop_fd(trace, self));
}

void baton_stop(struct trace *trace, enum stop_reason reason, unsigned self)
{
	stop(trace, reason, self, self);
}

/* Ask a parked process something: TURN_ASK, TURN_KEY. */
static void pose(struct trace *trace, unsigned actor, enum turn question)
{
	_Atomic uint32_t *turn = &trace->actors[actor].turn;

	atomic_store(turn, question);
	system_futex_wake(turn);
}

/* Wait for the answer. None comes from one that was killed or stopped: false then. */
static bool await_answer(struct patience *patience, enum turn question)
{
	struct trace *trace = patience->trace;
	_Atomic uint32_t *turn = &trace->actors[patience->actor].turn;
	const struct timespec limit = {0, LOOK_MS * 1000000};

	while (atomic_load(turn) == question) {
		bool is_over = system_futex_wait(turn, question, &limit);

		if (atomic_load(turn) != question)
			break;
		if (system_await_death(atomic_load(&trace_space(trace, patience->actor)->pid), 0))
			return true;
		if (is_over && is_out(patience))
			return false;
	}
	return true;
}

/* What a process has been told of its descriptor may not be so any more. */
static bool is_outdated(const struct trace *trace, unsigned actor)
{
	const struct intent *intent = &trace->actors[actor].intent;

	return intent->by_fd && intent->asked_at != baton_changes(trace, intent);
}

static void refresh_answers(struct trace *trace, unsigned self)
{
	unsigned count = trace_actors(trace);
	struct patience patience;

	for (unsigned i = 0; i < count; i++) {
		if (i == self || !parked(trace, i) || !is_outdated(trace, i))
			continue;
		patience = (struct patience){.trace = trace, .actor = i};
		patience.limit = self == BATON_VIEWER ? VIEWER_LIMIT : 0;
		pose(trace, i, TURN_ASK);
		if (!await_answer(&patience, TURN_ASK))
			give_up(&patience);
	}
}

void baton_ask_keys(struct trace *trace, struct set actors)
{
	/* Who does not answer in time must not be taken for what it was before. */
	for (int i = set_first(actors); i >= 0; i = set_next(actors, (unsigned)i + 1)) {
		trace->actors[i].unclear = UNCLEAR_CALL;
		trace_space_entry(trace, (unsigned)i)->unclear = UNCLEAR_CALL;
	}
	for (int i = set_first(actors); i >= 0; i = set_next(actors, (unsigned)i + 1))
		pose(trace, (unsigned)i, TURN_KEY);
	for (int i = set_first(actors); i >= 0; i = set_next(actors, (unsigned)i + 1)) {
		struct patience patience = {
			.trace = trace, .actor = (unsigned)i, .limit = KEY_LIMIT};

		await_answer(&patience, TURN_KEY);
	}
}

/* Give a process the baton, and say what for. */
static void give(struct trace *trace, unsigned next, enum turn what_for, unsigned self)
{
	_Atomic uint32_t *turn = &trace->actors[next].turn;

	atomic_store_explicit(&trace->runner, (uint8_t)next, memory_order_relaxed);
	atomic_store(turn, what_for);
	if (next != self)
		system_futex_wake(turn);
}

static void go(struct trace *trace, unsigned next, unsigned self)
{
	trace->idle_ticks = 0;
	give(trace, next, TURN_GO, self);
}

static void count_step(struct trace *trace)
{
	if (trace->steps < LIMIT_SCHEDULE)
		trace->step_stamps[trace->steps] = atomic_load(&trace->stamp);
	trace->steps++;
}

static void take_step(struct trace *trace, unsigned next, unsigned self)
{
	count_step(trace);
	trace->stepper = (uint8_t)next;
	trace->actors[next].intent.begins = may_begin(trace, next);
	go(trace, next, self);
}

/* The lowest process in front of an invisible operation that can finish now, or -1. */
static int next_invisible(const struct trace *trace)
{
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; i < count; i++) {
		if (parked(trace, i) && !trace->actors[i].intent.visible &&
		    baton_can_finish(trace, i))
			return (int)i;
	}
	return -1;
}

/* Nobody could move, and time passes. */
static void begin_all(struct trace *trace)
{
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; i < count; i++)
		intent_begin(&trace->actors[i].intent);
}

/* Somebody waits for input, but not for ever: a line that is to come might have come in time. */
static void note_hasty(struct trace *trace)
{
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; trace->more_lines && i < count; i++) {
		const struct intent *intent = &trace->actors[i].intent;
		const struct blind_spot hasty = {.what = UNSEEN_IN_TIME, .where = intent->where};

		if (parked(trace, i) && intent->input)
			ledger_note(&trace->ledger, &hasty);
	}
}

/* The first deadline that is still to come, and whose: one that has passed may wait for a mutex. */
static uint64_t next_deadline(const struct trace *trace, unsigned *sleeper)
{
	unsigned count = trace_actors(trace);
	uint64_t first = timer_next(trace, sleeper);

	for (unsigned i = 0; i < count; i++) {
		uint64_t deadline = trace->actors[i].intent.deadline_ns;

		if (parked(trace, i) && deadline > trace->clock_ns && deadline < first) {
			first = deadline;
			*sleeper = i;
		}
	}
	return first;
}

/* Nobody can go on: what comes next is a time, the end, or nothing at all. */
static enum stop_reason find_rest(const struct trace *trace, unsigned *sleeper, uint64_t *deadline)
{
	*deadline = next_deadline(trace, sleeper);
	if (*deadline == UINT64_MAX)
		return set_is_empty(trace_alive(trace)) ? STOP_END : STOP_DEADLOCK;
	return trace->time_limit_ns && *deadline > trace->time_limit_ns ? STOP_LIMIT : STOP_NONE;
}

/* Let the virtual clock jump to the first deadline, if there is one; else it stops there. */
static bool jump_clock(struct trace *trace, unsigned self)
{
	unsigned sleeper = 0;
	struct record record = {.operation = OP_CLOCK};
	enum stop_reason rest = find_rest(trace, &sleeper, &record.value);

	if (rest != STOP_NONE) {
		baton_stop(trace, rest, self);
		return false;
	}
	note_hasty(trace);
	begin_all(trace);
	trace->clock_ns = record.value;
	record.actor = (uint8_t)sleeper;
	trace_append(trace, self == BATON_VIEWER ? sleeper : self, &record);
	return true;
}

static bool awaits_time(const struct trace *trace, unsigned actor)
{
	uint64_t deadline = trace->actors[actor].intent.deadline_ns;

	return parked(trace, actor) && deadline > trace->clock_ns && deadline != UINT64_MAX;
}

enum awaited baton_awaited(const struct trace *trace, unsigned *actor)
{
	unsigned count = trace_actors(trace), timers;
	enum awaited awaited = AWAITED_NOTHING;

	for (unsigned i = 0; i < count; i++) {
		bool sleeps = trace->actors[i].intent.operation == OP_SLEEP;

		if (!awaits_time(trace, i) || (sleeps && trace->sleepers_free))
			continue;
		if (sleeps || awaited == AWAITED_NOTHING)
			*actor = i;
		if (sleeps)
			return AWAITED_SLEEP;
		awaited = AWAITED_TIME;
	}
	if (awaited == AWAITED_NOTHING && timer_next(trace, &timers) != UINT64_MAX) {
		*actor = timers;
		awaited = AWAITED_TIME;
	}
	return awaited;
}

/* As many steps, or as much time, as was asked for. */
static bool is_far_enough(const struct trace *trace)
{
	return (trace->step_limit && trace->steps >= trace->step_limit) ||
	       (trace->time_limit_ns && trace->clock_ns > trace->time_limit_ns);
}

/* A visible step: the schedule's choice, or the viewer's. */
static void next_step(struct trace *trace, unsigned self)
{
	unsigned next;

	if (is_far_enough(trace)) {
		baton_stop(trace, STOP_LIMIT, self);
		return;
	}
	if (trace->schedule_next >= trace->schedule_length ||
	    trace->schedule_next >= LIMIT_SCHEDULE) {
		baton_stop(trace, STOP_DECIDE, self);
		return;
	}
	next = trace->schedule[trace->schedule_next];
	if (!set_has(baton_enabled_set(trace), next)) {
		stop(trace, STOP_CANNOT_MOVE, next, self);
		return;
	}
	trace->schedule_next++;
	take_step(trace, next, self);
}

/* Who was just born hands back to who made it. */
static bool return_from_birth(struct trace *trace, unsigned self)
{
	unsigned number = self == BATON_VIEWER ? trace_runner(trace) : self;
	struct actor_entry *child = &trace->actors[number];
	unsigned bearer = child->bearer % LIMIT_ACTORS;

	if (!child->newborn)
		return false;
	child->newborn = false;
	if (atomic_load(&trace->actors[bearer].state) != ACTOR_RUNNING)
		return false;
	go(trace, bearer, self);
	return true;
}

/* The lowest process that has a timer which is due to send it a signal, or -1. */
static int next_ticking(struct trace *trace)
{
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; i < count; i++) {
		if (parked(trace, i) && timer_due(trace, i))
			return (int)i;
	}
	return -1;
}

/* Timers that are due come first: what they do may let others go on. */
static bool give_to_timer(struct trace *trace, unsigned self)
{
	int ticking;

	timer_count_descriptors(trace);
	ticking = next_ticking(trace);
	if (ticking < 0)
		return false;
	if (trace->idle_ticks++ == LIMIT_TICKS)
		trace_reach(trace, REACHED_TICKS);
	give(trace, (unsigned)ticking, TURN_TIMER, self);
	return true;
}

/* Who hands over has asked the kernel before it did; the clock, or an answer, may have changed it.
 */
static bool must_ask_itself(const struct trace *trace, unsigned self)
{
	return self != BATON_VIEWER && parked(trace, self) && is_outdated(trace, self);
}

void baton_hand_over(struct trace *trace, unsigned self)
{
	int invisible;

	if (return_from_birth(trace, self))
		return;
	do {
		if (give_to_timer(trace, self))
			return;
		refresh_answers(trace, self);
		if (must_ask_itself(trace, self)) {
			give(trace, self, TURN_DECIDE, self);
			return;
		}
		invisible = next_invisible(trace);
		if (invisible >= 0) {
			go(trace, (unsigned)invisible, self);
			return;
		}
		if (!set_is_empty(baton_enabled_set(trace))) {
			next_step(trace, self);
			return;
		}
	} while (jump_clock(trace, self));
}

void baton_leave(struct trace *trace, unsigned self)
{
	unsigned count = trace_actors(trace);

	if (return_from_birth(trace, self))
		return;
	for (unsigned i = 0; i < count; i++) {
		if (!parked(trace, i))
			continue;
		atomic_store_explicit(&trace->runner, (uint8_t)i, memory_order_relaxed);
		atomic_store(&trace->actors[i].turn, TURN_DECIDE);
		system_futex_wake(&trace->actors[i].turn);
		return;
	}
	baton_stop(trace, STOP_END, self);
}

static void ask_kernel(struct trace *trace, struct actor_entry *actor,
		       const struct baton_answers *answers)
{
	if (!actor->intent.by_fd)
		return;
	actor->intent.ready = answers->is_ready(answers->context);
	actor->intent.asked_at = baton_changes(trace, &actor->intent);
}

static void tell(struct actor_entry *actor)
{
	atomic_store(&actor->turn, TURN_TOLD);
	system_futex_wake(&actor->turn);
}

/*
 * Sleep until it is somebody's turn to wake us. When viewer and server were killed together nobody
 * ever will: then there is no run any more, and this process ends.
 */
static void park(const struct trace *trace, struct actor_entry *actor, uint32_t turn)
{
	const struct timespec limit = {GUARD_LIMIT_S, 0};

	if (system_futex_wait(&actor->turn, turn, &limit) &&
	    system_await_death(trace->server_pid, 0))
		system_end(1);
}

void baton_await(struct trace *trace, unsigned self, const struct baton_answers *answers)
{
	struct actor_entry *actor = &trace->actors[self];
	uint32_t turn;

	while ((turn = atomic_load(&actor->turn)) != TURN_GO) {
		switch (turn) {
		case TURN_ASK:
			ask_kernel(trace, actor, answers);
			tell(actor);
			break;
		case TURN_KEY:
			answers->key();
			tell(actor);
			break;
		case TURN_DECIDE:
			atomic_store(&actor->turn, TURN_WAIT);
			baton_await_leaver(trace);
			ask_kernel(trace, actor, answers);
			baton_hand_over(trace, self);
			break;
		case TURN_TIMER:
			atomic_store(&actor->turn, TURN_WAIT);
			answers->expire();
			ask_kernel(trace, actor, answers);
			baton_hand_over(trace, self);
			break;
		default:
			park(trace, actor, turn);
		}
	}
	atomic_store(&actor->turn, TURN_WAIT);
	baton_await_leaver(trace);
}

void baton_grant(struct trace *trace, unsigned next)
{
	atomic_store(&trace->stop, STOP_NONE);
	take_step(trace, next, BATON_VIEWER);
}

void baton_begin_typed(struct trace *trace)
{
	count_step(trace);
	trace->typed++;
	trace->fd_changes++; /* who waits for it is asked again */
	trace->objects[trace->input_object % LIMIT_OBJECTS].changes++;
}

void baton_go_on(struct trace *trace)
{
	atomic_store(&trace->stop, STOP_NONE);
	baton_hand_over(trace, BATON_VIEWER);
}

void baton_make_room(struct trace *trace, unsigned self)
{
	baton_stop(trace, STOP_RING_FULL, self);
	baton_await(trace, self, NULL);
}

void baton_resume(struct trace *trace, unsigned actor)
{
	atomic_store(&trace->stop, STOP_NONE);
	go(trace, actor, BATON_VIEWER);
}

/* Whose process, or thread, it is. LIMIT_ACTORS: nobody's that is known. */
static unsigned find_leaver(const struct trace *trace, int32_t pid)
{
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; i < count; i++) {
		if (atomic_load(&trace_space(trace, i)->pid) == pid &&
		    (!trace->leaving_thread ||
		     atomic_load(&trace->actors[i].thread) == trace->leaving_thread))
			return i;
	}
	return LIMIT_ACTORS;
}

static bool has_left(const struct trace *trace, int32_t pid)
{
	return trace->leaving_thread ? system_await_thread(pid, trace->leaving_thread, LOOK_MS)
				     : system_await_death(pid, LOOK_MS);
}

void baton_await_leaver(struct trace *trace)
{
	int32_t pid = atomic_load(&trace->leaving_pid);
	struct patience patience = {.trace = trace};

	if (pid == 0)
		return;
	patience.actor = find_leaver(trace, pid);
	while (!has_left(trace, pid)) {
		if (patience.actor == LIMIT_ACTORS || !is_out(&patience))
			continue;
		give_up(&patience);
		break;
	}
	trace->leaving_thread = 0;
	atomic_store(&trace->leaving_pid, 0);
	baton_await_handlers(trace);
}

void baton_handled(struct space_entry *space)
{
	atomic_store(&space->signals_handled, atomic_load(&space->signals_sent));
	system_futex_wake(&space->signals_handled);
}

/* A handler that waits in the kernel, or a process that dies in one, is not waited for any longer.
 */
static void await_handler(struct trace *trace, struct space_entry *space)
{
	struct patience patience = {.trace = trace, .actor = space->first};
	uint32_t handled;

	for (;;) {
		handled = atomic_load(&space->signals_handled);
		if (handled == atomic_load(&space->signals_sent) ||
		    trace_space_over(trace, (unsigned)(space - trace->spaces)))
			return;
		if (is_out_after_pause(&patience, &space->signals_handled, handled))
			break;
	}
	give_up(&patience);
	atomic_store(&space->signals_handled, atomic_load(&space->signals_sent));
}

/* What a handler has forked passes no gates either. */
static void await_beside(struct trace *trace, unsigned actor)
{
	struct actor_entry *entry = &trace->actors[actor];
	int32_t pid = atomic_load(&trace_space(trace, actor)->pid);
	struct patience patience = {.trace = trace, .actor = actor};

	if (!entry->beside || pid == system_pid())
		return;
	while (atomic_load(&entry->state) == ACTOR_RUNNING) {
		if (!is_out_after_pause(&patience, &entry->state, ACTOR_RUNNING))
			continue;
		give_up(&patience);
		break;
	}
	entry->beside = false;
	if (atomic_load(&entry->state) == ACTOR_ENDED)
		baton_await_death(trace, actor);
}

void baton_await_handlers(struct trace *trace)
{
	unsigned count = trace_actors(trace);

	for (unsigned i = 0; i < count; i++) {
		if (trace_is_first(trace, i))
			await_handler(trace, trace_space_entry(trace, i));
	}
	count = trace_actors(trace);
	for (unsigned i = 0; i < count; i++)
		await_beside(trace, i);
}
