/*
 * ipcstage run: do a run, or many, without a terminal; tell it or report it as JSON.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/exporting.h"
#include "cli/interrupt.h"
#include "cli/narrate.h"
#include "cli/options.h"
#include "cli/perform.h"
#include "cli/report.h"
#include "cli/selection.h"
#include "control/scheduler.h"
#include "explore/recurrence.h"
#include "export/export.h"

enum { OPTION_SEED = 256, OPTION_SCHEDULE, OPTION_FREE, OPTION_REPEAT, OPTION_RECORD };
enum { REPEAT_LIMIT = 10000000, SLICE_MS = 100, FINDS_MOST = 1000 };

static const struct argp_option options[] = {
	{"seed", OPTION_SEED, "N", 0, "choose who goes next at random, from this seed", 0},
	{"schedule", OPTION_SCHEDULE, "S", 0,
	 "who takes each step, \"1 2 1 2\" or \"1*3 2\"; then round-robin", 0},
	{"free", OPTION_FREE, NULL, 0, "at full speed under the kernel's scheduling", 0},
	{"repeat", OPTION_REPEAT, "N", 0, "do it N times and count; each takes the next seed", 0},
	{"record", OPTION_RECORD, "FILE", 0,
	 "write the run into a file, for ipcstage replay; with --repeat the first that is not as "
	 "expected, else the last",
	 0},
	{0},
};

struct invocation {
	struct selection selection;
	const char *schedule_text;	 /* NULL: none */
	const char *record;		 /* file for a recording; NULL: none */
	const struct exporter *exporter; /* NULL: it is told in words */
	bool has_seed, free;
	uint64_t seed;
	unsigned long repeat;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct invocation *invocation = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &invocation->selection;
		state->child_inputs[1] = &invocation->exporter;
		return 0;
	case OPTION_SEED:
		invocation->has_seed = true;
		invocation->seed = selection_number(&invocation->selection, "seed", argument, 0);
		return 0;
	case OPTION_SCHEDULE:
		invocation->schedule_text = argument;
		return 0;
	case OPTION_FREE:
		invocation->free = true;
		return 0;
	case OPTION_REPEAT:
		invocation->repeat =
			selection_number(&invocation->selection, "repeat", argument, 1);
		if (invocation->repeat > REPEAT_LIMIT)
			options_wrong("run", "--repeat: at most %d", REPEAT_LIMIT);
		return 0;
	case OPTION_RECORD:
		invocation->record = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static size_t read_schedule(const struct invocation *invocation, uint8_t *schedule)
{
	struct error error;
	long length;

	if (!invocation->schedule_text)
		return 0;
	if (invocation->free || invocation->has_seed)
		options_wrong("run", "--schedule cannot go with --free or --seed");
	length = schedule_parse(invocation->schedule_text, schedule, LIMIT_SCHEDULE, &error);
	if (length < 0)
		options_wrong("run", "%s", error.text);
	return (size_t)length;
}

/* --- one run -------------------------------------------------------------------------------- */

/* The schedule names a process that cannot move: which step, and why. */
static void refuse_step(struct run *run)
{
	unsigned number = session_trace(run_session(run))->stop_actor;
	unsigned long long step = session_steps(run_session(run)) + 1;
	char why[256];

	run_why_not(run, number, why, sizeof(why));
	run_close(run); /* what it has left is gone before we are */
	options_wrong("run", "schedule: step %llu: process %u cannot move: %s", step, number, why);
}

static void refuse_rest(struct run *run, size_t length)
{
	uint64_t steps = session_steps(run_session(run));

	run_close(run);
	options_wrong("run", "schedule: it has %zu steps, but the run ended after %llu", length,
		      (unsigned long long)steps);
}

/*
 * Those who take turns do the same again where they come to the same state again. *awaited: what is
 * waited for meanwhile, in vain.
 */
static bool goes_round(struct run *run, const struct scheduler *scheduler,
		       struct recurrence *recurrence, enum awaited *awaited)
{
	uint32_t round, last;

	if (!recurrence || scheduler->policy != POLICY_ROUND_ROBIN)
		return false;
	round = recurrence_look(recurrence, run_session(run), run_history(run), &last, awaited);
	if (!round)
		return false;
	if (*awaited == AWAITED_NOTHING)
		run_go_round(run, last, round);
	else
		run_cut_off(run, "the run's clock stands still while others go round, and somebody "
				 "waits for a time to come");
	return true;
}

/* Until the run stops, or has to: somebody who looks on is told in time what it does meanwhile. */
static enum stop_reason await_stop(struct run *run, struct narrator *narrator,
				   struct interrupt *interrupt)
{
	enum stop_reason stop;

	do {
		stop = run_wait(run, SLICE_MS);
		if (stop != STOP_END && interrupt_came(interrupt)) {
			char why[64];

			snprintf(why, sizeof(why), "it was ended by SIG%s",
				 sigabbrev_np(interrupt->signal));
			run_cut_off(run, why);
			stop = run_stop(run);
		}
		if (narrator)
			narrator_go_on(narrator, run_history(run));
	} while (stop == STOP_NONE);
	return stop;
}

/* Let the scheduler choose until the run is over. */
static enum stop_reason play(struct run *run, struct scheduler *scheduler,
			     struct narrator *narrator, struct recurrence *recurrence,
			     struct interrupt *interrupt, enum awaited *awaited)
{
	for (;;) {
		enum stop_reason stop = await_stop(run, narrator, interrupt);
		int next;

		if (stop != STOP_DECIDE)
			return stop;
		if (goes_round(run, scheduler, recurrence, awaited))
			return STOP_END;
		if (session_steps(run_session(run)) >= RUN_STEP_LIMIT) {
			run_cut_off(run, "it was stopped at the step limit");
			return STOP_END;
		}
		next = scheduler_choose(scheduler, run_enabled(run));
		if (run_step(run, (unsigned)next) < 0) {
			run_cut_off(run, "who was to take the next step could not");
			return STOP_END;
		}
	}
}

struct work {
	const struct invocation *invocation;
	struct subject subject; /* a copy, to change */
	struct interrupt *interrupt;
	struct run *run;
	char *places;	/* that the run was begun with: its subject's */
	unsigned finds; /* times that a run has found more to be shared */
	const uint8_t *schedule;
	size_t length;
	enum awaited awaited; /* in vain, by the run that was done last */
};

static int do_run(struct work *work, uint64_t seed, struct narrator *narrator)
{
	const struct invocation *invocation = work->invocation;
	struct recurrence *recurrence;
	struct scheduler scheduler;
	enum stop_reason stop;
	int error;

	scheduler_init(&scheduler, invocation->has_seed ? POLICY_RANDOM : POLICY_ROUND_ROBIN, seed,
		       NULL, 0);
	if (work->length) {
		scheduler_stepped(&scheduler, work->schedule[work->length - 1]);
		session_forget(run_session(work->run)); /* its steps are those that were known */
	}
	error = run_begin(work->run, invocation->free ? RUN_FREE : RUN_GATED, work->schedule,
			  work->length);
	if (error)
		return perform_failed("run", "the run could not be begun: %s",
				      error == -EPIPE ? "its fork server was killed"
						      : strerror(-error));
	recurrence = recurrence_new();
	work->awaited = AWAITED_NOTHING;
	stop = play(work->run, &scheduler, narrator, recurrence, work->interrupt, &work->awaited);
	recurrence_free(recurrence);
	if (stop == STOP_CANNOT_MOVE)
		refuse_step(work->run);
	if (session_steps(run_session(work->run)) < work->length && !work->interrupt->signal)
		refuse_rest(work->run, work->length);
	if (stop == STOP_DISAGREE)
		return perform_failed("run",
				      "the kernel did not let process %u finish what it was "
				      "granted; please report this",
				      session_trace(run_session(work->run))->stop_actor);
	return EXIT_FINE;
}

/* --- the command ---------------------------------------------------------------------------- */

static int exit_of(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_AS_EXPECTED:
	case VERDICT_IDLE:
	case VERDICT_STOPPED:
		return EXIT_FINE;
	case VERDICT_CUT_OFF:
		return EXIT_FAILED;
	default:
		return EXIT_UNEXPECTED;
	}
}

static void describe(const struct work *work, struct report_head *head)
{
	const struct invocation *invocation = work->invocation;

	*head = (struct report_head){
		.subject = &work->subject,
		.free_run = invocation->free,
		.policy = invocation->has_seed ? POLICY_RANDOM : POLICY_ROUND_ROBIN,
		.has_seed = invocation->has_seed,
		.seed = invocation->seed,
	};
	if (work->length)
		head->policy = POLICY_REPLAY;
}

/* Write down the run that has just been done. Returns an exit status. */
static int record(const struct work *work, const struct report_head *head, uint64_t seed)
{
	struct told_run told = report_told(head, work->run);
	struct error error;

	told.seed = seed;
	if (recording_write(work->invocation->record, &told, &error) == 0)
		return EXIT_FINE;
	return perform_failed("run", "%s", error.text);
}

/* Report what was done in the format that is asked for; the last of many with their tally. */
static int export_last(const struct work *work, const struct report_head *head,
		       const struct tally *tally)
{
	struct told_run told = report_told(head, work->run);
	struct error error;

	told.tally = tally;
	if (export_run(work->invocation->exporter, &told, stdout, &error) == 0)
		return EXIT_FINE;
	return perform_failed("run", "%s", error.text);
}

/* A run, told as it goes on where it is not exported. */
static int tell_run(struct work *work, const struct report_head *head)
{
	const struct invocation *invocation = work->invocation;
	struct narrator *narrator = NULL;
	int status;

	if (!invocation->exporter) {
		report_heading(head);
		/* A free run is too fast to be told step by step. */
		narrator = invocation->free ? NULL : narrator_new(stdout);
	}
	status = do_run(work, invocation->seed, narrator);
	narrator_free(narrator);
	return status;
}

/*
 * Some go round while another sleeps, who would wake without us: then sleepers are let go, from
 * the next run on. Returns whether it is to be done again; not what a schedule was given for.
 */
static bool lets_sleepers_go(struct work *work)
{
	struct freed freed = session_freed(run_session(work->run));

	if (work->awaited != AWAITED_SLEEP || work->length || work->interrupt->signal)
		return false;
	work->subject.sleepers_free = freed.sleepers = true;
	session_free(run_session(work->run), freed);
	return true;
}

/*
 * What it is the first to find to be shared is steps of the next run only: it is done again, but
 * where a schedule was given for the steps that were known.
 */
static bool has_found(struct work *work)
{
	return !work->length && !work->interrupt->signal &&
	       session_found_places(run_session(work->run)) && work->finds++ < FINDS_MOST;
}

/* Why the run that was told is to be done once more; NULL: it is not. */
static const char *why_again(struct work *work)
{
	if (lets_sleepers_go(work))
		return "The run's clock stands still while others go round, and somebody sleeps: "
		       "once more, with --sleepers-free.";
	return has_found(work) ? "More is shared than was known: once more, with steps there."
			       : NULL;
}

/* What a recording and a report have to say that a call does not find out by itself. */
static void note_places(struct work *work)
{
	free(work->places);
	work->places = session_learned(run_session(work->run));
	work->subject.places = work->places;
}

static int run_once(struct work *work, const struct report_head *head)
{
	const struct invocation *invocation = work->invocation;
	const char *why = NULL;
	int status;

	do {
		if (why && !invocation->exporter)
			printf("\n%s\n\n", why);
		status = tell_run(work, head);
		why = status ? NULL : why_again(work);
	} while (why);
	if (status)
		return status;
	note_places(work);
	if (invocation->exporter)
		status = export_last(work, head, NULL);
	else
		report_text(head, work->run);
	if (invocation->record && !status)
		status = record(work, head, head->seed);
	return status ? status : exit_of(run_verdict(work->run));
}

static int do_settled(struct work *work, uint64_t seed)
{
	int status;

	do {
		status = do_run(work, seed, NULL);
	} while (!status && (has_found(work) || lets_sleepers_go(work)));
	if (!status)
		note_places(work);
	return status;
}

/* One of many, counted. Of them the first that is not as expected is what one wants to see again.
 */
static int do_one_of(struct work *work, const struct report_head *head, unsigned long number,
		     struct tally *tally)
{
	bool good = verdict_is_good(tally->worst);
	bool last = number + 1 == work->invocation->repeat;
	uint64_t seed = work->invocation->seed + number;
	int status = do_settled(work, seed);

	if (status)
		return status;
	tally_add(tally, work->run);
	if (work->invocation->record && good && (last || !verdict_is_good(run_verdict(work->run))))
		status = record(work, head, seed);
	return status;
}

static int run_many(struct work *work, const struct report_head *head)
{
	struct tally tally;
	int status = EXIT_FINE;

	tally_init(&tally);
	for (unsigned long i = 0;
	     i < work->invocation->repeat && !status && !work->interrupt->signal; i++)
		status = do_one_of(work, head, i, &tally);
	if (!status && work->invocation->exporter)
		status = export_last(work, head, &tally);
	else if (!status)
		report_tally(head, &tally);
	if (!status)
		status = exit_of(tally.worst);
	tally_release(&tally);
	return status;
}

static int perform(const struct subject *subject, void *context)
{
	static_assert(LIMIT_SCHEDULE <= 1 << 20, "a schedule fits on the heap with ease");
	const struct invocation *invocation = context;
	uint8_t *schedule = malloc(LIMIT_SCHEDULE);
	struct interrupt interrupt;
	struct work work = {.invocation = invocation,
			    .subject = *subject,
			    .interrupt = &interrupt,
			    .schedule = schedule};
	struct report_head head;
	int status = EXIT_FAILED;

	if (!schedule)
		return EXIT_FAILED;
	work.length = read_schedule(invocation, schedule);
	interrupt_hold(&interrupt);
	work.run = perform_open("run", subject);
	if (work.run) {
		if (!invocation->free)
			session_sit_beside(run_session(work.run));
		describe(&work, &head);
		status = invocation->repeat ? run_many(&work, &head) : run_once(&work, &head);
	}
	run_close(work.run);
	free(schedule);
	free(work.places);
	interrupt_end(&interrupt);
	return status;
}

int command_run(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{&selection_argp, 0, NULL, 0}, {&exporting_argp, 0, NULL, 0}, {0}};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.args_doc = SELECTION_WORDS,
		.doc = "Run a demo, or any program, and say what came out.",
	};
	struct error error;
	struct invocation invocation = {.selection.command = "run"};

	argc = selection_cut(&invocation.selection, argc, argv);
	options_parse(&argp, argc, argv, &invocation);
	if (invocation.free && invocation.record)
		options_wrong("run", "--record cannot go with --free: nobody knows its schedule");
	if (invocation.record && recording_may_be(invocation.record, &error) < 0)
		options_wrong("run", "--record: %s", error.text);
	if (invocation.free && invocation.selection.sleepers_free)
		options_wrong("run", "--sleepers-free cannot go with --free: there they do sleep");
	if (invocation.free && invocation.selection.ends_free)
		options_wrong("run",
			      "--ends-free cannot go with --free: there they end by themselves");
	if (invocation.free &&
	    (invocation.selection.limits.steps || invocation.selection.limits.time_ns))
		options_wrong("run",
			      "--steps and --time cannot go with --free: nobody counts them");
	if (invocation.free && invocation.selection.output_counts)
		options_wrong("run",
			      "--output cannot go with --free: there nobody knows who prints "
			      "first");
	if (invocation.free && invocation.selection.lines)
		options_wrong("run", "--lines cannot go with --free: there nobody types");
	return perform_with_subject(&invocation.selection, perform, &invocation);
}
