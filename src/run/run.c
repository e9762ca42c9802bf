#include "run/run.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/printable.h"
#include "control/rehearsal.h"
#include "model/say.h"
#include "model/unseen.h"
#include "model/waits.h"
#include "model/words.h"

enum { BATCH = 256 /* records taken at a time */ };

struct run {
	struct session *session;
	const struct source *source;
	struct history *history;
	struct races *races;	/* of a held run ... */
	struct told_races told; /* ... and as they were told last */
	enum run_mode mode;
	enum stop_reason stop;
	enum verdict verdict;
	char why[VERDICT_WHY];
	uint64_t lost;
	uint64_t to_repeat;	/* records of a branch that the history has already ... */
	uint64_t repeat_hash;	/* ... their hash then ... */
	uint64_t repeated_hash; /* ... and now */
	bool may_type;		/* somebody is there to type lines */
	char divergence[160];
};

struct run *run_open(const struct launch *launch, const struct source *source, struct error *error)
{
	struct run *run = calloc(1, sizeof(*run));

	if (run) {
		run->history = history_new();
		run->races = races_new();
	}
	if (!run || !run->history || !run->races) {
		error_set(error, "out of memory");
		run_close(run);
		return NULL;
	}
	history_give(run->history, launch->given);
	run->source = source;
	run->session = session_open(launch, error);
	if (!run->session) {
		run_close(run);
		return NULL;
	}
	if (!rehearsal_play(run->session, launch)) {
		error_set(error, "'%.60s': these are no places as explore writes them",
			  launch->places);
		run_close(run);
		return NULL;
	}
	return run;
}

void run_close(struct run *run)
{
	if (!run)
		return;
	session_close(run->session);
	history_free(run->history);
	races_free(run->races);
	told_races_release(&run->told);
	free(run);
}

/* Records of a free run may be lost: then what orders others is missing. */
static void find_races(struct run *run, const struct record *record, uint32_t step)
{
	uint64_t place[2];

	if (run->mode == RUN_FREE)
		return;
	session_place(run->session, record->object, place);
	races_fold(run->races, record, (struct shadow_place){place[0], place[1]}, step);
}

/* The history was cut: what is left of it once more. */
static void find_races_again(struct run *run)
{
	uint32_t steps = history_steps(run->history);
	const struct record *records;
	size_t count;

	races_clear(run->races);
	for (uint32_t step = 0; step <= steps; step++) {
		records = history_records(run->history, step, &count);
		for (size_t i = 0; i < count; i++)
			find_races(run, &records[i], step);
	}
}

static int start(struct run *run, enum run_mode mode, const uint8_t *schedule, size_t length)
{
	run->mode = mode;
	run->stop = STOP_NONE;
	run->verdict = VERDICT_NONE;
	run->why[0] = run->divergence[0] = '\0';
	run->lost = 0;
	run->to_repeat = run->repeated_hash = 0;
	return session_start(run->session, mode, schedule, length);
}

int run_begin(struct run *run, enum run_mode mode, const uint8_t *schedule, size_t length)
{
	history_clear(run->history);
	races_clear(run->races);
	return start(run, mode, schedule, length);
}

/* What was typed up to a step is typed again. */
static int expect_again(struct run *run, uint32_t step)
{
	struct typed_lines lines = {0};
	int error = typed_gather(&lines, run->history, step) ? session_expect(run->session, &lines)
							     : -ENOMEM;

	typed_lines_release(&lines);
	return error;
}

int run_branch(struct run *run, uint32_t step)
{
	const struct stage *stage = history_at(run->history, step);
	uint64_t records = stage->records, hash = stage->hash;
	uint8_t *schedule;
	int error;

	if (step > LIMIT_SCHEDULE)
		return -E2BIG;
	schedule = malloc(step + 1u);
	if (!schedule)
		return -ENOMEM;
	error = expect_again(run, step);
	if (error) {
		free(schedule);
		return error;
	}
	for (uint32_t i = 0; i < step; i++)
		schedule[i] = (uint8_t)history_stepper(run->history, i + 1);
	history_cut(run->history, step);
	find_races_again(run);
	session_forget(run->session); /* or its steps would be others */
	error = start(run, RUN_GATED, schedule, step);
	run->to_repeat = records;
	run->repeat_hash = hash;
	free(schedule);
	return error;
}

/* --- taking in ------------------------------------------------------------------------------ */

/* A record of a branch's prefix: it must be the one that the history has. */
static void check_repeated(struct run *run, const struct record *record)
{
	run->repeated_hash = record_hash(run->repeated_hash, record);
	if (record->operation == OP_CALLED)
		return;
	if (--run->to_repeat == 0 && run->repeated_hash != run->repeat_hash)
		snprintf(run->divergence, sizeof(run->divergence),
			 "the program did not do the same again up to step %u: it depends on "
			 "something that is not held (a clock, a pid, a file)",
			 history_steps(run->history));
}

static void take_in(struct run *run, const struct record *record)
{
	if (run->to_repeat) {
		check_repeated(run, record);
		return;
	}
	history_append(run->history, record);
	find_races(run, record, history_steps(run->history));
}

static void collect(struct run *run)
{
	struct record batch[BATCH];
	size_t count;

	while ((count = session_take(run->session, batch, BATCH, &run->lost)) > 0) {
		for (size_t i = 0; i < count; i++)
			take_in(run, &batch[i]);
	}
}

static void place(void *places, uint32_t where, char *out, size_t size)
{
	source_place(places, where, out, (unsigned)size);
}

/* What no record tells: said at the end, since nobody knows when it was printed. */
static void add_printed(struct run *run)
{
	char text[160], clean[2 * sizeof(text)];
	size_t used = strlen(run->why);
	size_t length = session_printed(run->session, text, sizeof(text));

	while (length && isspace((unsigned char)text[length - 1]))
		length--;
	if (!length)
		return;
	printable_copy(clean, sizeof(clean), text, length);
	snprintf(run->why + used, sizeof(run->why) - used, " It printed: %s", clean);
}

/* `ending` has what the session does not know of it. */
static void judge(struct run *run, struct ending ending)
{
	ending.stop = run->stop;
	ending.free_run = run->mode == RUN_FREE;
	ending.place = run->source ? place : NULL;
	ending.places = (void *)(uintptr_t)run->source;
	if (run->stop == STOP_DEADLOCK && !ending.cut_off &&
	    !unseen_cuts_off(run_unseen(run), &ending))
		session_diagnose(run->session, ending.detail, sizeof(ending.detail));
	if (run->stop == STOP_DEADLOCK)
		ending.outside = session_outside(run->session);
	run->verdict = verdict_of(run->history, &ending, run->why);
	add_printed(run);
}

/* Nobody can go on, but by what is typed. */
static bool waits_for_typing(const struct run *run)
{
	return run->stop == STOP_DEADLOCK && !set_is_empty(run_awaits_input(run));
}

static void stop_at(struct run *run, enum stop_reason stop)
{
	run->stop = stop;
	collect(run);
	if (stop != STOP_NONE && !run->to_repeat)
		history_mark(run->history, session_enabled(run->session));
}

enum stop_reason run_look(struct run *run)
{
	const char *stuck;

	if (run->stop != STOP_NONE)
		return run->stop;
	stop_at(run, session_look(run->session));
	if (waits_for_typing(run))
		run->stop = STOP_DECIDE;
	if (run->stop == STOP_END || run->stop == STOP_DEADLOCK || run->stop == STOP_LIMIT)
		judge(run, (struct ending){0});
	stuck = session_stuck(run->session);
	if (run->stop == STOP_NONE && *stuck)
		run_cut_off(run, stuck);
	return run->stop;
}

enum stop_reason run_wait(struct run *run, int timeout_ms)
{
	if (run->stop != STOP_NONE)
		return run->stop;
	do {
		session_wait(run->session, timeout_ms < 0 ? SESSION_WATCH_MS : timeout_ms);
		run_look(run);
	} while (run->stop == STOP_NONE && timeout_ms < 0);
	return run->stop;
}

int run_step(struct run *run, unsigned actor)
{
	int error = session_grant(run->session, actor);

	if (!error)
		run->stop = STOP_NONE;
	return error;
}

static void stop(struct run *run)
{
	run->stop = STOP_END;
	session_kill(run->session);
	session_gather(run->session);
	collect(run);
}

int run_expect(struct run *run, const struct typed_lines *lines)
{
	return session_expect(run->session, lines);
}

int run_type(struct run *run, unsigned actor, const char *line)
{
	int error = session_type(run->session, actor, line);

	if (!error)
		run->stop = STOP_NONE;
	return error;
}

void run_let_type(struct run *run, bool may_type)
{
	run->may_type = may_type;
}

struct set run_awaits_input(const struct run *run)
{
	return run->may_type && run->mode == RUN_GATED && run->stop != STOP_NONE && !run->verdict
		       ? waits_for_input(history_now(run->history))
		       : set_none();
}

void run_cut_off(struct run *run, const char *why)
{
	struct ending ending = {.cut_off = true};

	snprintf(ending.detail, sizeof(ending.detail), "%s", why);
	stop(run);
	judge(run, ending);
}

void run_go_round(struct run *run, uint32_t last, uint32_t round)
{
	stop(run);
	history_cut(run->history, last);
	find_races_again(run);
	judge(run, (struct ending){.round = round});
}

/* --- looking at it ---------------------------------------------------------------------------- */

enum stop_reason run_stop(const struct run *run)
{
	return run->stop;
}

int run_fd(const struct run *run)
{
	return session_fd(run->session);
}

struct history *run_history(const struct run *run)
{
	return run->history;
}

struct session *run_session(const struct run *run)
{
	return run->session;
}

struct set run_enabled(const struct run *run)
{
	return run->stop == STOP_DECIDE ? session_enabled(run->session) : set_none();
}

void run_why_not(const struct run *run, unsigned actor, char *out, size_t size)
{
	const struct stage *stage = history_now(run->history);
	char wait[200];

	if (actor >= stage->actor_count)
		snprintf(out, size, "it has not been born yet");
	else if (actor_over(&stage->actors[actor]))
		snprintf(out, size, "it has ended");
	else if (say_wait(stage, &stage->actors[actor], wait, sizeof(wait)) > 0)
		snprintf(out, size, "it waits for %s", wait);
	else
		snprintf(out, size, "it is not at a step");
}

enum verdict run_verdict(const struct run *run)
{
	return run->verdict;
}

const char *run_why(const struct run *run)
{
	return run->why;
}

const struct ledger *run_unseen(const struct run *run)
{
	return session_unseen(run->session);
}

const struct told_races *run_races(struct run *run)
{
	told_races_clear(&run->told);
	told_races_add_run(&run->told, run->races, history_now(run->history));
	told_races_settle(&run->told, run->source ? place : NULL, (void *)(uintptr_t)run->source,
			  false);
	return &run->told;
}

struct race_guard run_guard(const struct run *run, unsigned object, uint32_t step)
{
	return races_guard(run->races, object, step);
}

uint64_t run_lost(const struct run *run)
{
	return run->lost;
}

const char *run_divergence(const struct run *run)
{
	return run->divergence[0] ? run->divergence : NULL;
}
