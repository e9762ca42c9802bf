/*
 * ipcstage explore: every interleaving of a demo or a program, counted.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "cli/commands.h"
#include "cli/explore_report.h"
#include "cli/exporting.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/perform.h"
#include "cli/selection.h"
#include "control/rehearsal.h"
#include "explore/estimate.h"
#include "explore/explore.h"
#include "explore/rerun.h"
#include "export/export.h"

enum {
	OPTION_BOUND = 256,
	OPTION_BUDGET,
	OPTION_HISTORIES,
	OPTION_JOBS,
	OPTION_NATURAL,
	OPTION_SAMPLE,
	OPTION_SEED,
	OPTION_RECORD,
	OPTION_COMPARE
};
enum { SLICE_MS = 100, BOUND_LIMIT = 200 };

static const struct argp_option options[] = {
	{"bound", OPTION_BOUND, "K", 0, "only schedules with at most K preemptions", 0},
	{"budget", OPTION_BUDGET, "STATES", 0,
	 "with more states than that, go on with 0, 1, 2, 3 preemptions only", 0},
	{"histories", OPTION_HISTORIES, NULL, 0,
	 "merge states by what processes have done, never by what they can see", 0},
	{"jobs", OPTION_JOBS, "N", 0, "N runs at a time, 8 at most; without it one for each CPU",
	 0},
	{"natural", OPTION_NATURAL, "N", 0,
	 "run it freely N times besides, and say how often the kernel came to each outcome", 0},
	{"sample", OPTION_SAMPLE, "N", 0,
	 "do not search: N runs at random, and N by random priorities (PCT)", 0},
	{"seed", OPTION_SEED, "N", 0, "of the sample", 0},
	{"compare", OPTION_COMPARE, NULL, 0,
	 "beside it the same with every fault off, on a failing schedule too", 0},
	{"record", OPTION_RECORD, "FILE", 0,
	 "write the failing run with the fewest switches into a file, for ipcstage replay", 0},
	{0},
};

struct invocation {
	struct selection selection;
	struct explore_rules rules;
	uint64_t natural, sample, seed;
	const struct exporter *exporter; /* NULL: it is told in words */
	bool compare, has_seed;
	const char *record; /* file for a recording; NULL none */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct invocation *invocation = state->input;
	uint64_t number;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &invocation->selection;
		state->child_inputs[1] = &invocation->exporter;
		return 0;
	case OPTION_BOUND:
		number = selection_number(&invocation->selection, "bound", argument, 0);
		invocation->rules.bound = number < BOUND_LIMIT ? (int)number : BOUND_LIMIT;
		return 0;
	case OPTION_BUDGET:
		number = selection_number(&invocation->selection, "budget", argument, 1);
		invocation->rules.states =
			number < UINT32_MAX / 2 ? (uint32_t)number : UINT32_MAX / 2;
		return 0;
	case OPTION_HISTORIES:
		invocation->rules.histories = true;
		return 0;
	case OPTION_JOBS:
		number = selection_number(&invocation->selection, "jobs", argument, 1);
		if (number > EXPLORE_JOBS_MAX)
			options_wrong(invocation->selection.command,
				      "--jobs: %s is more than %d, which are the most at a time",
				      argument, EXPLORE_JOBS_MAX);
		invocation->rules.jobs = (unsigned)number;
		return 0;
	case OPTION_NATURAL:
		invocation->natural =
			selection_number(&invocation->selection, "natural", argument, 1);
		return 0;
	case OPTION_SAMPLE:
		invocation->sample =
			selection_number(&invocation->selection, "sample", argument, 1);
		return 0;
	case OPTION_SEED:
		invocation->seed = selection_number(&invocation->selection, "seed", argument, 0);
		invocation->has_seed = true;
		return 0;
	case OPTION_COMPARE:
		invocation->compare = true;
		return 0;
	case OPTION_RECORD:
		invocation->record = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- the search ------------------------------------------------------------------------------ */

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* One line that is written over again and again. */
static void show_progress(const struct explore *explore, struct estimate *estimate, double seconds)
{
	struct explore_progress progress = explore_progress(explore);
	char bound[48] = "", left[ESTIMATE_TEXT];

	if (progress.bound >= 0)
		snprintf(bound, sizeof(bound), "at most %d preemptions: ", progress.bound);
	estimate_look(estimate, &progress, seconds);
	estimate_text(estimate, left);
	dprintf(STDERR_FILENO,
		"\r\033[K%s%llu states, %llu of %llu transitions, %llu runs, %.0f s%s%s", bound,
		(unsigned long long)progress.states, (unsigned long long)progress.transitions,
		(unsigned long long)progress.known, (unsigned long long)progress.runs, seconds,
		*left ? ", " : "", left);
}

static enum explore_state search(struct explore *explore, struct interrupt *interrupt, double begun)
{
	bool shown = isatty(STDERR_FILENO);
	struct estimate estimate = {.last = explore_progress(explore)};
	enum explore_state state;

	do {
		state = explore_go_on(explore, SLICE_MS);
		if (shown)
			show_progress(explore, &estimate, now() - begun);
	} while (state == EXPLORE_GOING && !interrupt_came(interrupt));
	if (shown)
		dprintf(STDERR_FILENO, "\r\033[K");
	return state;
}

/* --- the command ----------------------------------------------------------------------------- */

static int exit_of(const struct invocation *invocation, const struct explore_result *result)
{
	for (uint32_t i = 0; i < result->outcome_count; i++) {
		if (!verdict_is_good(result->outcomes[i].verdict) &&
		    result->outcomes[i].verdict != VERDICT_CUT_OFF)
			return EXIT_UNEXPECTED;
	}
	if (ledger_is_blind(&result->unseen))
		return EXIT_FAILED;
	/* Bounded as it was asked for is all that was asked, if it came to its end. */
	return result->complete || (result->bound >= 0 && result->bound == invocation->rules.bound)
		       ? EXIT_FINE
		       : EXIT_FAILED;
}

static void place(void *places, uint32_t where, char *out, size_t size)
{
	source_place(places, where, out, (unsigned)size);
}

/* Free runs are not interrupt, and not bound to one CPU. */
static bool run_naturally(struct explore *explore, struct sample *sample, uint64_t runs,
			  struct interrupt *interrupt)
{
	for (uint64_t i = 0; i < runs && !interrupt_came(interrupt); i++) {
		if (!sample_run(sample, explore_session(explore), SAMPLE_FREE, 0))
			return false;
	}
	return true;
}

/* A subject that has been searched, and the witnesses done again. */
struct explored {
	struct explore *explore;
	struct explore_result *result;
	double seconds;
};

static void forget(struct explored *explored)
{
	explore_result_free(explored->result);
	explore_close(explored->explore);
}

static int complain(const char *what)
{
	return perform_failed("explore", "%s", what);
}

/* Search; returns an exit status, having said what failed. Release with forget() in any case. */
static int explore_subject(const struct invocation *invocation, const struct subject *subject,
			   struct interrupt *interrupt, struct explored *out)
{
	char **arguments = subject_arguments(subject);
	const struct launch launch = subject_launch(subject, arguments);
	struct error error = {"out of memory"};
	double begun = now();

	*out = (struct explored){0};
	if (arguments)
		out->explore = explore_open(&launch, &invocation->rules, &error);
	free(arguments);
	if (!out->explore)
		return complain(error.text);
	session_sit_beside(explore_session(out->explore));
	if (search(out->explore, interrupt, begun) == EXPLORE_FAILED)
		return complain(explore_failure(out->explore));
	out->seconds = now() - begun;
	out->result = explore_result(out->explore);
	if (!out->result)
		return complain("out of memory");
	if (!explore_check(out->explore, out->result, place, subject->source))
		return complain(explore_failure(out->explore));
	return EXIT_FINE;
}

/* --- before and after --------------------------------------------------------------------------
 */

/* The failing outcome that takes the fewest switches; NULL none fails. */
static const struct explore_outcome *easiest_failure(const struct explore_result *result)
{
	const struct explore_outcome *easiest = NULL;

	for (uint32_t i = 0; i < result->outcome_count; i++) {
		const struct explore_outcome *outcome = &result->outcomes[i];

		if (!verdict_is_good(outcome->verdict) && outcome->verdict != VERDICT_LIVELOCK &&
		    (!easiest || outcome->witness.switches < easiest->witness.switches))
			easiest = outcome;
	}
	return easiest;
}

struct follower {
	const struct witness *witness;
	uint32_t next;
};

/* As the schedule says; whoever cannot move is passed over, and at its end the first goes on. */
static unsigned follow(void *context, struct set enabled)
{
	struct follower *follower = context;

	while (follower->next < follower->witness->length) {
		unsigned actor = follower->witness->schedule[follower->next++];

		if (set_has(enabled, actor))
			return actor;
	}
	return (unsigned)set_first(enabled);
}

/* What the fixed program does on a schedule that the faulty one fails on. */
static bool follow_failure(struct explore *fixed, const struct explore_outcome *failure,
			   struct without_faults *comparison)
{
	struct follower follower = {.witness = &failure->witness};
	const struct chooser chooser = {follow, &follower};
	struct history *history = history_new();
	struct ending ending = {0};
	char why[VERDICT_WHY];
	bool done =
		history && rerun(explore_session(fixed), NULL, 0, &chooser, history, &ending) >= 0;

	if (done)
		outcome_of(&comparison->seen, history, &ending, why);
	history_free(history);
	comparison->failure = done ? failure : NULL;
	return done;
}

/* The same with every fault off. Returns an exit status, having said what failed. */
static int compare(const struct invocation *invocation, const struct subject *subject,
		   struct interrupt *interrupt, const struct explore_result *faulty,
		   struct explored *fixed, struct without_faults *comparison)
{
	const struct explore_outcome *failure = easiest_failure(faulty);
	struct subject repaired = *subject;

	for (unsigned i = 0; subject->demo && i < subject->demo->toggle_count; i++)
		repaired.choice.toggled[i] &= subject->demo->toggles[i].fix;
	if (explore_subject(invocation, &repaired, interrupt, fixed) != EXIT_FINE)
		return EXIT_FAILED;
	comparison->result = fixed->result;
	if (failure && !follow_failure(fixed->explore, failure, comparison))
		return complain("the repaired demo did not come to an end on the failing schedule");
	return EXIT_FINE;
}

/* Write down the failure that is easiest to understand. Returns an exit status. */
static int record(const struct invocation *invocation, const struct subject *subject,
		  const struct explored *explored)
{
	const struct explore_outcome *failure = easiest_failure(explored->result);
	struct history *history = failure ? history_new() : NULL;
	struct error error = {"the failing run could not be done again"};
	struct ending ending = {0};
	struct told_run told = {.subject = subject, .history = history};
	int result = -1;

	if (!failure) {
		perform_failed("explore", "nothing fails: %s is not written", invocation->record);
		return EXIT_FINE;
	}
	if (history)
		history_give(history, &subject->given);
	if (history && rerun(explore_session(explored->explore), failure->witness.schedule,
			     failure->witness.length, NULL, history, &ending) >= 0) {
		told.verdict = failure->verdict;
		told.why = failure->why ? failure->why : "";
		result = recording_write(invocation->record, &told, &error);
	}
	history_free(history);
	return result < 0 ? complain(error.text) : EXIT_FINE;
}

static int tell(const struct invocation *invocation, const struct findings *findings)
{
	struct error error;

	if (!invocation->exporter)
		explore_report_text(findings);
	else if (export_exploration(invocation->exporter, findings, stdout, &error) < 0)
		return complain(error.text);
	return EXIT_FINE;
}

/* A free run is one interleaving: of a search that had them all, it is one that was counted. */
static void judge_natural(const struct findings *findings, struct explore_result *result)
{
	bool disproved = false;

	explore_note_unseen(result, &findings->natural->unseen);
	for (uint32_t i = 0; i < findings->natural->outcomes.count; i++)
		disproved |= findings_free_only(findings, i) != NULL;
	if (disproved && result->complete)
		explore_disprove(result);
}

static int report(const struct invocation *invocation, const struct subject *subject,
		  const struct explored *explored, struct interrupt *interrupt)
{
	struct without_faults comparison = {0};
	struct findings findings = {
		.subject = subject, .result = explored->result, .seconds = explored->seconds};
	struct explored fixed = {0};
	struct sample natural = {0};
	int status = EXIT_FAILED;

	if (invocation->natural) {
		if (!sample_init(&natural) ||
		    !run_naturally(explored->explore, &natural, invocation->natural, interrupt)) {
			complain("a free run did not come to an end");
			goto out;
		}
		findings.natural = &natural;
		findings.natural_runs = invocation->natural;
		judge_natural(&findings, explored->result);
	}
	if (invocation->compare) {
		if (compare(invocation, subject, interrupt, explored->result, &fixed, &comparison))
			goto out;
		findings.comparison = &comparison;
	}
	status = tell(invocation, &findings);
	if (!status && invocation->record)
		status = record(invocation, subject, explored);
	if (!status)
		status = exit_of(invocation, explored->result);
out:
	forget(&fixed);
	sample_release(&natural);
	return status;
}

/* --- a sample instead ------------------------------------------------------------------------ */

static bool draw(const struct invocation *invocation, struct session *session,
		 struct sample *sample, struct interrupt *interrupt)
{
	for (uint64_t i = 0; i < invocation->sample && !interrupt_came(interrupt); i++) {
		session_forget(session); /* or its schedules would be for what others have found */
		if (!sample_run(sample, session, SAMPLE_UNIFORM, invocation->seed + i))
			return false;
		session_forget(session);
		if (!sample_run(sample, session, SAMPLE_PCT, invocation->seed + i))
			return false;
	}
	return true;
}

static int exit_of_sample(const struct sample *sample)
{
	for (uint32_t i = 0; i < sample->outcomes.count; i++) {
		if (!verdict_is_good(sample->outcomes.list[i].verdict))
			return EXIT_UNEXPECTED;
	}
	return ledger_is_blind(&sample->unseen) ? EXIT_FAILED : EXIT_FINE;
}

static int tell_sample(const struct invocation *invocation, const struct told_sample *told)
{
	struct error error;

	if (!invocation->exporter)
		sample_report_text(told);
	else if (export_sample(invocation->exporter, told, stdout, &error) < 0)
		return complain(error.text);
	return exit_of_sample(told->sample);
}

static int perform_sample(const struct invocation *invocation, const struct subject *subject,
			  struct interrupt *interrupt)
{
	char **arguments = subject_arguments(subject);
	const struct launch launch = subject_launch(subject, arguments);
	struct error error = {"out of memory"};
	struct session *session = arguments ? session_open(&launch, &error) : NULL;
	struct sample sample = {0};
	const struct told_sample told = {subject, &sample, invocation->seed};
	int status;

	free(arguments);
	if (!session)
		return complain(error.text);
	session_sit_beside(session);
	if (!rehearsal_play(session, &launch))
		status = complain("--places: these are none as explore writes them");
	else if (!sample_init(&sample) || !draw(invocation, session, &sample, interrupt))
		status = complain("a run did not come to an end");
	else
		status = tell_sample(invocation, &told);
	sample_release(&sample);
	session_close(session);
	return status;
}

static int perform(const struct subject *subject, void *context)
{
	struct invocation *invocation = context;
	struct explored explored;
	struct interrupt interrupt;
	int status;

	if (invocation->rules.bound < 0 && invocation->selection.bound > 0)
		invocation->rules.bound = (int)invocation->selection.bound;
	interrupt_hold(&interrupt);
	if (invocation->sample)
		return perform_sample(invocation, subject, &interrupt);
	status = explore_subject(invocation, subject, &interrupt, &explored);
	if (!status) {
		struct subject explored_so = *subject;

		explored_so.sleepers_free = explored.result->freed.sleepers;
		explored_so.ends_free = explored.result->freed.ends;
		explored_so.places = explored.result->places;
		status = report(invocation, &explored_so, &explored, &interrupt);
	}
	forget(&explored);
	return status;
}

/* What would do nothing is refused rather than passed over. */
static void refuse_contradictions(const struct invocation *invocation)
{
	const struct explore_rules *rules = &invocation->rules;
	struct error error;

	if (invocation->sample && invocation->record)
		options_wrong("explore", "--record cannot go with --sample: it has no witnesses");
	if (invocation->sample && (rules->bound >= 0 || rules->histories || rules->jobs ||
				   invocation->natural || invocation->compare))
		options_wrong("explore", "--sample does not search: --bound, --compare, "
					 "--histories, --jobs and --natural cannot go with it");
	if (invocation->natural &&
	    (invocation->selection.limits.steps || invocation->selection.limits.time_ns))
		options_wrong("explore", "--natural cannot go with --steps or --time: free runs "
					 "have no such end");
	if (invocation->natural && invocation->selection.output_counts)
		options_wrong("explore", "--natural cannot go with --output: of free runs nobody "
					 "knows who prints first");
	if (invocation->natural && invocation->selection.lines)
		options_wrong("explore", "--natural cannot go with --lines: of free runs nobody "
					 "types");
	if (invocation->has_seed && !invocation->sample)
		options_wrong("explore", "--seed is that of --sample");
	if (invocation->record && recording_may_be(invocation->record, &error) < 0)
		options_wrong("explore", "--record: %s", error.text);
}

int command_explore(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{&selection_argp, 0, NULL, 0}, {&exporting_argp, 0, NULL, 0}, {0}};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.args_doc = SELECTION_WORDS,
		.doc = "Do every interleaving of a demo, or of any program, and count how they "
		       "end.",
	};
	struct invocation invocation = {
		.selection = {.command = "explore", .small = true},
		.rules = {.states = EXPLORE_BUDGET, .bound = -1},
	};

	argc = selection_cut(&invocation.selection, argc, argv);
	options_parse(&argp, argc, argv, &invocation);
	refuse_contradictions(&invocation);
	return perform_with_subject(&invocation.selection, perform, &invocation);
}
