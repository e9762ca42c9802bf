/*
 * Sessions: the viewer's end of the baton. The demo's processes do the handing over (trace/
 * baton.c); here is what only the viewer can do: begin and end runs, decide, and collect the
 * records in their one order. What it watches for meanwhile is in watch.c.
 */
#include "control/session.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "control/calling.h"
#include "control/compiled.h"
#include "control/inlet.h"
#include "control/launch.h"
#include "control/learned.h"
#include "control/naming.h"
#include "control/outside.h"
#include "control/proc.h"
#include "control/watch.h"
#include "trace/baton.h"
#include "trace/protocol.h"
#include "trace/system.h"

enum {
	FIRST_ROOM = 1024, /* records */
};

struct session {
	struct launched launched;
	struct freed freed; /* as the trace has it, in which a program may write */
	struct inlet inlet;
	struct typed_lines lines; /* typed into every run ... */
	size_t typed;		  /* ... and into this one, so many of them */
	struct trace *trace;	  /* launched.trace */
	enum stop_reason stop;	  /* as last seen */
	bool under_way;		  /* a run was begun and has not been seen to end */
	struct record *records;	  /* collected and not yet taken: [taken, count) */
	size_t count, taken, capacity;
	uint64_t lost;	      /* overwritten in this run, not yet told */
	uint64_t progress;    /* records written in all rings, when last looked at ... */
	uint64_t progress_ms; /* ... and since when it has not changed */
	uint64_t quiet_step;  /* the step that is under way, as of the last full ring ... */
	uint64_t quiet_from;  /* ... and the records written when that was seen first */
	uint64_t watched_ms;  /* when the processes were last looked at */
	char *programs[LIMIT_PROGRAMS]; /* paths of several together */
	unsigned program_count;
	struct ledger compiled;	 /* what is not seen of the program because of how it was ... */
	bool compiled_known;	 /* ... compiled, once that is looked for */
	struct calling *calling; /* of a program that does not say what its objects are called */
	bool wants_names, skips_names; /* ... and in the next run nobody asks */
	struct places known;	       /* places that each call finds out by itself */
	struct places begun;	       /* those that the run was begun with */
	char stuck[160];
};

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static struct session *new_session(const struct input *input, struct error *error)
{
	struct session *session = calloc(1, sizeof(*session));
	int wrong = session ? inlet_init(&session->inlet, input) : -ENOMEM;

	if (session)
		session->calling = calling_new();
	if (!wrong && session && session->calling)
		return session;
	error_set(error, "input: %s", wrong ? strerror(-wrong) : "out of memory");
	if (session)
		inlet_release(&session->inlet);
	free(session);
	return NULL;
}

/* What was launched for it, if it was, is its own; its gated runs have this CPU. */
static struct session *begin_session(struct session *session, int launched, int cpu)
{
	if (launched < 0) {
		inlet_release(&session->inlet);
		calling_free(session->calling);
		free(session);
		return NULL;
	}
	session->trace = session->launched.trace;
	session->trace->cpu = cpu;
	return session;
}

/* By which files the programs of several are told apart. */
static void note_programs(struct session *session, const struct launch *launch)
{
	struct trace *trace = session->trace;
	struct stat file;

	for (unsigned i = 0; i < launch->program_count; i++) {
		struct program_file *program = &trace->programs[i];

		if (stat(launch->programs[i], &file) == 0)
			*program = (struct program_file){file.st_dev, file.st_ino, ""};
		snprintf(program->name, sizeof(program->name), "%s", launch->names[i]);
		session->programs[i] = strdup(launch->programs[i]);
	}
	trace->program_count = session->program_count = launch->program_count;
}

static void copy_programs(struct session *clone, const struct session *session)
{
	clone->trace->program_count = clone->program_count = session->program_count;
	memcpy(clone->trace->programs, session->trace->programs, sizeof(clone->trace->programs));
	for (unsigned i = 0; i < session->program_count; i++)
		clone->programs[i] = session->programs[i] ? strdup(session->programs[i]) : NULL;
}

struct session *session_open(const struct launch *launch, struct error *error)
{
	struct session *session = new_session(&launch->input, error);

	if (!session)
		return NULL;
	session = begin_session(session, launch_program(launch, &session->launched, error),
				sched_getcpu());
	if (session) {
		session->freed = (struct freed){launch->sleepers_free, launch->ends_free};
		session->trace->sleepers_free = launch->sleepers_free;
		session->trace->ends_free = launch->ends_free;
		session->trace->step_limit = launch->limits.steps;
		session->trace->time_limit_ns = launch->limits.time_ns;
		note_programs(session, launch);
		session->trace->output_counts = launch->output_counts;
		if (launch->lines)
			session_expect(session, launch->lines);
		session->wants_names = launch->wants_names;
		session->trace->compares_no_times = launch->compares_no_times;
	}
	return session;
}

struct session *session_clone(struct session *session, int cpu, struct error *error)
{
	struct session *clone = new_session(&(struct input){0}, error);

	if (!clone)
		return NULL;
	inlet_share(&clone->inlet, &session->inlet);
	session_kill(session);
	clone = begin_session(clone, launch_clone(&session->launched, &clone->launched, error),
			      cpu);
	if (clone) {
		clone->freed = session->freed;
		clone->trace->sleepers_free = session->trace->sleepers_free;
		clone->trace->ends_free = session->trace->ends_free;
		clone->trace->step_limit = session->trace->step_limit;
		clone->trace->time_limit_ns = session->trace->time_limit_ns;
		copy_programs(clone, session);
		clone->trace->output_counts = session->trace->output_counts;
		clone->trace->has_own_names = session->trace->has_own_names;
		session_expect(clone, &session->lines);
		clone->wants_names = session->wants_names;
		clone->trace->compares_no_times = session->trace->compares_no_times;
		clone->trace->lies_anywhere = session->trace->lies_anywhere;
		session_join_places(clone, session);
	}
	return clone;
}

void session_close(struct session *session)
{
	if (!session)
		return;
	launch_release(&session->launched);
	for (unsigned i = 0; i < session->program_count; i++)
		free(session->programs[i]);
	inlet_release(&session->inlet);
	typed_lines_release(&session->lines);
	calling_free(session->calling);
	free(session->records);
	free(session);
}

/* --- runs --------------------------------------------------------------------------------- */

static int command(struct session *session, char what)
{
	return send(session->launched.control_fd, &what, 1, MSG_NOSIGNAL) == 1 ? 0 : -EPIPE;
}

/* With what it is to read, of which it has a descriptor of its own. */
static int command_run(struct session *session)
{
	int input = inlet_open(&session->inlet);
	int result;

	if (input < 0)
		return input;
	result =
		protocol_send(session->launched.control_fd, SERVER_RUN, &input, 1) < 0 ? -EPIPE : 0;
	close(input);
	return result;
}

static void drain_signal(struct session *session)
{
	uint64_t signals;

	while (read(session->launched.stop_fd, &signals, sizeof(signals)) > 0)
		continue;
}

void session_kill(struct session *session)
{
	if (command(session, SERVER_CLEAR) < 0 || !launch_await_clear(&session->launched))
		launch_clear_run(&session->launched);
	session->under_way = false;
	session->stop = STOP_END;
}

static bool has_lines(const struct session *session)
{
	return session->typed < session->lines.count;
}

int session_start(struct session *session, enum run_mode mode, const uint8_t *schedule,
		  size_t length)
{
	struct trace *trace = session->trace;

	if (length > LIMIT_SCHEDULE)
		return -E2BIG;
	if (session->under_way)
		session_kill(session);
	session->begun = trace->places;
	trace->run_mode = (int32_t)mode;
	trace->wants_names = session->wants_names && !session->skips_names;
	trace->schedule_length = (uint32_t)length;
	if (length)
		memcpy(trace->schedule, schedule, length);
	atomic_store(&trace->begun, false);
	atomic_store(&trace->stop, STOP_NONE);
	drain_signal(session);
	if (ftruncate(session->launched.console_fd, 0) < 0)
		return -errno;
	session->typed = 0;
	trace->more_lines = has_lines(session);
	calling_clear(session->calling);
	session->count = session->taken = 0;
	session->lost = session->progress = 0;
	session->quiet_step = session->quiet_from = 0;
	session->progress_ms = session->watched_ms = now_ms();
	session->stop = STOP_NONE;
	session->stuck[0] = '\0';
	session->under_way = true;
	return command_run(session);
}

/* --- records ------------------------------------------------------------------------------ */

static bool make_room(struct session *session, size_t more)
{
	size_t capacity = session->capacity ? session->capacity : FIRST_ROOM;
	struct record *records;

	if (session->taken == session->count)
		session->taken = session->count = 0;
	while (capacity < session->count + more)
		capacity *= 2;
	if (capacity == session->capacity)
		return true;
	records = realloc(session->records, capacity * sizeof(*records));
	if (!records)
		return false;
	session->records = records;
	session->capacity = capacity;
	return true;
}

static int by_stamp(const void *a, const void *b)
{
	const struct record *first = a, *second = b;

	return (first->stamp > second->stamp) - (first->stamp < second->stamp);
}

/* Those from `from` on have come, and are in order: what is called what is said before. */
static void tell_names(struct session *session, size_t from)
{
	size_t count = session->count - from, asked = 0;
	struct record *copy;

	for (size_t i = 0; i < count; i++)
		asked += calling_has_to_tell(session->calling, session->trace,
					     &session->records[from + i]);
	if (!asked || !make_room(session, asked * CALLING_RECORDS))
		return;
	copy = malloc(count * sizeof(*copy));
	if (!copy)
		return;
	memcpy(copy, session->records + from, count * sizeof(*copy));
	session->count = from;
	for (size_t i = 0; i < count; i++) {
		if (calling_has_to_tell(session->calling, session->trace, &copy[i]))
			session->count += calling_tell(session->calling, session->trace, &copy[i],
						       session->records + session->count);
		if (copy[i].operation != OP_CALLED)
			session->records[session->count++] = copy[i];
	}
	free(copy);
}

/*
 * Empty every ring. In a gated run everybody stands still, so that sorting what is there by stamp
 * gives the one order; a free run is in order as far as its batches go.
 */
static void collect(struct session *session)
{
	struct trace *trace = session->trace;
	unsigned actors = trace_actors(trace);
	size_t from;

	if (session->taken == session->count)
		session->taken = session->count = 0;
	from = session->count;
	for (unsigned i = 0; i < actors; i++) {
		struct ring *ring = &trace->rings[i];

		if (atomic_load(&ring->head) == atomic_load(&ring->tail))
			continue;
		if (!make_room(session, LIMIT_RING))
			return;
		session->count += trace_take(trace, i, session->records + session->count,
					     LIMIT_RING, &session->lost);
	}
	if (session->count > from)
		qsort(session->records + from, session->count - from, sizeof(struct record),
		      by_stamp);
	if (session->trace->wants_names)
		tell_names(session, from);
}

size_t session_take(struct session *session, struct record *out, size_t capacity, uint64_t *lost)
{
	size_t left = session->count - session->taken;
	size_t count = left < capacity ? left : capacity;

	if (count)
		memcpy(out, session->records + session->taken, count * sizeof(*out));
	session->taken += count;
	*lost += session->lost;
	session->lost = 0;
	return count;
}

/* --- watching ----------------------------------------------------------------------------- */

static uint64_t records_written(const struct trace *trace)
{
	unsigned actors = trace_actors(trace);
	uint64_t sum = 0;

	for (unsigned i = 0; i < actors; i++)
		sum += atomic_load(&trace->rings[i].head);
	return sum;
}

static void watch(struct session *session)
{
	uint64_t now = now_ms();
	uint64_t progress = records_written(session->trace);
	const char *failure;

	if (progress != session->progress) {
		session->progress = progress;
		session->progress_ms = now;
		session->stuck[0] = '\0';
	}
	if (now - session->watched_ms < SESSION_WATCH_MS)
		return;
	session->watched_ms = now;
	failure = launch_failure(&session->launched);
	if (failure) {
		snprintf(session->stuck, sizeof(session->stuck), "%s", failure);
		return;
	}
	if (!atomic_load(&session->trace->begun))
		return;
	watch_run(session->trace, now - session->progress_ms, session->stuck,
		  sizeof(session->stuck));
}

/* --- lines that are typed ------------------------------------------------------------------- */

static struct set awaits_input(const struct session *session)
{
	const struct trace *trace = session->trace;
	struct set blocked = session_blocked(session), waiting = set_none();

	for (; !set_is_empty(blocked); set_drop_first(&blocked)) {
		unsigned actor = (unsigned)set_first(blocked);

		if (trace->actors[actor % LIMIT_ACTORS].intent.input)
			set_add(&waiting, actor);
	}
	return waiting;
}

/* A record of it, in the place of one that the actor would have written. */
static void note_typed(struct trace *trace, unsigned actor, const char *text, size_t length)
{
	struct record record = {.operation = OP_TYPED,
				.actor = (uint8_t)actor,
				.object = trace->input_object,
				.where = trace->actors[actor].intent.where,
				.value = length};

	do {
		size_t piece = length < RECORD_TEXT ? length : RECORD_TEXT;

		memset(record.text, 0, sizeof(record.text));
		memcpy(record.text, text, piece);
		record.text_length = (uint8_t)piece;
		record.flags = RECORD_VISIBLE | (length > piece ? RECORD_MORE : 0);
		trace_append(trace, actor, &record);
		text += piece;
		length -= piece;
	} while (length);
}

/* As a step of an actor that waits for it; the schedule goes on after it. */
static int type_next(struct session *session, unsigned actor)
{
	struct trace *trace = session->trace;
	const char *line = session->lines.list[session->typed];
	size_t length = strlen(line);
	int error = length > SESSION_LINE ? -EINVAL : inlet_type(&session->inlet, line, length);

	if (error)
		return error;
	session->typed++;
	trace->more_lines = has_lines(session);
	session->stop = STOP_NONE;
	session->progress_ms = now_ms();
	baton_begin_typed(trace);
	note_typed(trace, actor, line, length);
	baton_go_on(trace);
	if (atomic_load(&trace->stop) != STOP_NONE) /* we have stopped it ourselves */
		system_signal(session->launched.stop_fd);
	return 0;
}

/* Whom the schedule names next; -1: it has no more. */
static int named(const struct session *session)
{
	const struct trace *trace = session->trace;

	return trace->schedule_next < trace->schedule_length &&
			       trace->schedule_next < LIMIT_SCHEDULE
		       ? trace->schedule[trace->schedule_next]
		       : -1;
}

/* The schedule has somebody typed a line. */
static bool types_on(struct session *session)
{
	int actor = named(session);

	if ((session->stop != STOP_CANNOT_MOVE && session->stop != STOP_DEADLOCK) || actor < 0 ||
	    !has_lines(session) || !set_has(awaits_input(session), (unsigned)actor))
		return false;
	session->trace->schedule_next++;
	return type_next(session, (unsigned)actor) == 0;
}

/* Nobody can go on, but by what is typed next. */
static bool waits_for_line(const struct session *session)
{
	return session->stop == STOP_DEADLOCK && has_lines(session) &&
	       !set_is_empty(awaits_input(session));
}

int session_expect(struct session *session, const struct typed_lines *lines)
{
	typed_lines_cut(&session->lines, 0);
	session->typed = 0;
	return typed_lines_join(&session->lines, lines) ? 0 : -ENOMEM;
}

int session_type(struct session *session, unsigned actor, const char *line)
{
	if ((session->stop != STOP_DECIDE && session->stop != STOP_DEADLOCK) ||
	    actor >= LIMIT_ACTORS || !set_has(awaits_input(session), actor))
		return -EINVAL;
	typed_lines_cut(&session->lines, session->typed);
	if (!typed_lines_add(&session->lines, line, strlen(line)))
		return -ENOMEM;
	session->trace->schedule_length = session->trace->schedule_next = 0;
	return type_next(session, actor);
}

/* --- stops -------------------------------------------------------------------------------- */

/*
 * Whether a step has become too long. It is looked at where a ring is full and everybody stands
 * still, so that a run is always cut off in the same place.
 */
static bool is_endless(struct session *session)
{
	uint64_t written = records_written(session->trace);

	if (session->trace->steps != session->quiet_step) {
		session->quiet_step = session->trace->steps;
		session->quiet_from = written;
	}
	return written - session->quiet_from >= SESSION_QUIET_LIMIT;
}

/* The records of a full ring that print: nearly all, of what prints without end. */
static bool prints_on(const struct session *session)
{
	size_t printed = 0, last = session->count < LIMIT_RING ? session->count : LIMIT_RING;

	for (size_t i = session->count - last; i < session->count; i++)
		printed += session->records[i].operation == OP_PRINT;
	return printed > last / 2;
}

static void say_endless(struct session *session)
{
	if (prints_on(session))
		snprintf(session->stuck, sizeof(session->stuck),
			 "it prints without end: nobody takes a step any more");
	else
		snprintf(session->stuck, sizeof(session->stuck),
			 "it has done %d things that nobody else can see, without a step%s",
			 SESSION_QUIET_LIMIT,
			 session->trace->clock_ns ? " (--time S ends it earlier)" : "");
}

static enum stop_reason handle_full_ring(struct session *session)
{
	unsigned writer = session->trace->stop_actor % LIMIT_ACTORS;

	collect(session);
	if (is_endless(session))
		say_endless(session);
	else
		baton_resume(session->trace, writer);
	return STOP_NONE;
}

/* What makes a run worthless, whatever has become of it so far: it is put into words. */
static bool is_spoilt(struct session *session)
{
	enum limit limit = trace_reached(session->trace);
	bool overwritten = watch_overwritten(session->trace);

	if (overwritten)
		snprintf(session->stuck, sizeof(session->stuck),
			 "it has written over the memory that it is traced in");
	else if (limit < REACHED_COUNT)
		snprintf(session->stuck, sizeof(session->stuck),
			 "there are more than %u %s, and no more can be followed",
			 limit_row(limit)->most, limit_row(limit)->what);
	return overwritten || limit < REACHED_COUNT;
}

void session_gather(struct session *session)
{
	if (!is_spoilt(session))
		collect(session);
}

/* By a mapping, or as threads do. */
static bool shares_memory(const struct trace *trace)
{
	unsigned count = trace_objects(trace), actors = trace_actors(trace);

	for (unsigned i = 1; i < actors; i++) {
		if (!trace_is_first(trace, i))
			return true;
	}
	for (unsigned i = 1; i < count && actors > 1; i++) {
		if (trace->objects[i].kind == OBJECT_MAPPING ||
		    trace->objects[i].kind == OBJECT_SEGMENT)
			return true;
	}
	return false;
}

/* Of several programs those without any hooks are followed otherwise. */
static void find_compiled(struct session *session)
{
	char program[32];

	snprintf(program, sizeof(program), "/proc/%d/exe", (int)session->launched.server);
	if (!session->program_count)
		compiled_note(program, &session->compiled);
	for (unsigned i = 0; i < session->program_count; i++) {
		if (session->programs[i] && compiled_has_hooks(session->programs[i]))
			compiled_note(session->programs[i], &session->compiled);
	}
}

/* Of a program that has the memory hooks, and for which they matter. */
static void note_compiled(struct session *session)
{
	const struct blind_spot bare = {.what = UNSEEN_BARE};
	struct trace *trace = session->trace;

	if (!trace->hooked || trace->run_mode != RUN_GATED)
		return;
	if (!session->compiled_known)
		find_compiled(session);
	session->compiled_known = true;
	if (!shares_memory(trace))
		return;
	if (trace->has_bare_library)
		ledger_note(&trace->ledger, &bare);
	if (ledger_count(&session->compiled))
		ledger_merge(&trace->ledger, &session->compiled);
}

/* Printed past the agent, where the order of what is printed counts. */
static void note_printed(struct session *session)
{
	const struct blind_spot past = {.what = UNSEEN_PRINTED};

	if (session->trace->output_counts && lseek(session->launched.console_fd, 0, SEEK_END) > 0)
		ledger_note(&session->trace->ledger, &past);
}

static enum stop_reason look(struct session *session)
{
	enum stop_reason stop;

	if (!session->under_way)
		return session->stop;
	drain_signal(session);
	if (is_spoilt(session))
		return STOP_NONE;
	stop = (enum stop_reason)atomic_load(&session->trace->stop);
	if (stop == STOP_RING_FULL)
		return handle_full_ring(session);
	if (stop == STOP_NONE) {
		if (session->trace->run_mode == RUN_FREE && atomic_load(&session->trace->begun))
			collect(session);
		watch(session);
		return STOP_NONE;
	}
	baton_await_leaver(session->trace);
	collect(session);
	note_compiled(session);
	note_printed(session);
	session->stop = stop;
	session->under_way = stop != STOP_END;
	if (waits_for_line(session) && named(session) < 0)
		session->stop = STOP_DECIDE;
	return session->stop;
}

enum stop_reason session_look(struct session *session)
{
	enum stop_reason stop;

	do {
		stop = look(session);
	} while (types_on(session));
	return stop;
}

enum stop_reason session_wait(struct session *session, int timeout_ms)
{
	struct pollfd signal = {.fd = session->launched.stop_fd, .events = POLLIN};
	uint64_t until = now_ms() + (uint64_t)(timeout_ms > 0 ? timeout_ms : 0);

	for (;;) {
		enum stop_reason stop = session_look(session);
		uint64_t now = stop == STOP_NONE ? now_ms() : 0;
		int wait_ms = SESSION_WATCH_MS;

		if (stop != STOP_NONE || (timeout_ms >= 0 && now >= until))
			return stop;
		if (timeout_ms >= 0 && until - now < SESSION_WATCH_MS)
			wait_ms = (int)(until - now);
		poll(&signal, 1, wait_ms);
	}
}

enum stop_reason session_await(struct session *session)
{
	enum stop_reason stop;

	do {
		stop = session_wait(session, SESSION_WATCH_MS);
	} while (stop == STOP_NONE && !*session_stuck(session));
	return stop;
}

int session_fd(const struct session *session)
{
	return session->launched.stop_fd;
}

int session_grant(struct session *session, unsigned actor)
{
	const uint8_t schedule = (uint8_t)actor;

	return actor < LIMIT_ACTORS ? session_follow(session, &schedule, 1) : -EINVAL;
}

int session_follow(struct session *session, const uint8_t *schedule, size_t length)
{
	struct trace *trace = session->trace;
	bool is_typed;

	if (length > LIMIT_SCHEDULE)
		return -E2BIG;
	if (session->stop != STOP_DECIDE || length == 0 || schedule[0] >= LIMIT_ACTORS)
		return -EINVAL;
	is_typed = has_lines(session) && set_has(awaits_input(session), schedule[0]);
	if (!is_typed && !set_has(session_enabled(session), schedule[0]))
		return -EINVAL;
	if (length > 1)
		memcpy(trace->schedule, schedule + 1, length - 1);
	trace->schedule_length = (uint32_t)length - 1;
	trace->schedule_next = 0;
	if (is_typed)
		return type_next(session, schedule[0]);
	session->stop = STOP_NONE;
	session->progress_ms = now_ms();
	baton_grant(trace, schedule[0]);
	return 0;
}

void session_free(struct session *session, struct freed freed)
{
	session->freed = freed;
	session->trace->sleepers_free = freed.sleepers;
	session->trace->ends_free = freed.ends;
}

void session_skip_names(struct session *session, bool skip)
{
	session->skips_names = skip;
}

struct freed session_freed(const struct session *session)
{
	return session->freed;
}

void session_forget(struct session *session)
{
	if (session->under_way)
		session_kill(session);
	session->trace->places = session->begun;
	session->trace->places.is_new = false;
}

bool session_found_places(struct session *session)
{
	bool found;

	if (watch_overwritten(session->trace)) { /* what stands there nobody has found */
		session_forget(session);
		return false;
	}
	found = session->trace->places.is_new;
	session->trace->places.is_new = false;
	return found;
}

void session_know(struct session *session)
{
	session->known = session->begun = session->trace->places;
}

char *session_learned(const struct session *session)
{
	return learned_text(&session->begun, &session->known);
}

bool session_learn(struct session *session, const char *places)
{
	bool is_learned = learned_add(&session->trace->places, places) &&
			  learned_add(&session->begun, places);

	session->trace->places.is_new = false;
	return is_learned;
}

void session_name_places(struct session *session)
{
	char program[32];

	snprintf(program, sizeof(program), "/proc/%d/exe", (int)session->launched.server);
	naming_answer(program, &session->trace->labels);
}

void session_join_places(struct session *session, const struct session *other)
{
	if (!places_join(&session->trace->places, &other->trace->places))
		trace_reach(session->trace, REACHED_PLACES);
	session->trace->labels = other->trace->labels;
	session->trace->places.is_new = false;
}

struct set session_enabled(const struct session *session)
{
	struct set enabled = set_none(), waiting = set_none();

	if (session->stop != STOP_NONE)
		enabled = baton_enabled_set(session->trace);
	if (session->stop == STOP_DECIDE && has_lines(session))
		waiting = awaits_input(session);
	if (!set_is_empty(waiting))
		set_add(&enabled, (unsigned)set_first(waiting));
	return enabled;
}

struct set session_blocked(const struct session *session)
{
	return session->stop == STOP_NONE ? set_none() : baton_blocked_set(session->trace);
}

void session_ask_keys(struct session *session, struct set actors)
{
	struct set parked = set_none();

	for (; !set_is_empty(actors); set_drop_first(&actors)) {
		unsigned actor = (unsigned)set_first(actors);

		if (atomic_load(&session->trace->actors[actor].state) == ACTOR_PARKED)
			set_add(&parked, actor);
	}
	baton_ask_keys(session->trace, parked);
}

void session_sit_beside(const struct session *session)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)session->trace->cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

uint64_t session_steps(const struct session *session)
{
	return session->trace->steps;
}

const struct trace *session_trace(const struct session *session)
{
	return session->trace;
}

const struct ledger *session_unseen(const struct session *session)
{
	static const struct ledger nothing;

	return watch_overwritten(session->trace) ? &nothing : &session->trace->ledger;
}

const char *session_stuck(const struct session *session)
{
	return session->stuck;
}

size_t session_printed(const struct session *session, char *out, size_t size)
{
	off_t end = lseek(session->launched.console_fd, 0, SEEK_END);
	off_t from = end > (off_t)size ? end - (off_t)size : 0;
	ssize_t got = pread(session->launched.console_fd, out, size, from);

	return got > 0 ? (size_t)got : 0;
}

void session_diagnose(const struct session *session, char *out, size_t size)
{
	proc_write_ends(session->trace, out, size);
}

struct set session_outside(const struct session *session)
{
	return session->trace->run_mode == RUN_FREE ? outside_find(session->trace) : set_none();
}

void session_place(const struct session *session, unsigned object, uint64_t place[2])
{
	const struct object_entry *entry = trace_entry(session_trace(session), object);

	place[0] = entry->key[0];
	place[1] = entry->key[1];
}
