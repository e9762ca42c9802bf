/*
 * ipcstage explore: every interleaving of a demo or a program, counted.
 */
#include "explore/explore.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "cli/commands.h"
#include "cli/explore_report.h"
#include "cli/options.h"
#include "cli/wanted.h"

enum {
	OPTION_BOUND = 256,
	OPTION_BUDGET,
	OPTION_HISTORIES,
	OPTION_JSON,
	OPTION_NATURAL,
	OPTION_SAMPLE,
	OPTION_SEED
};
enum { SLICE_MS = 100, BOUND_LIMIT = 200 };

static const struct argp_option options[] = {
	{"bound", OPTION_BOUND, "K", 0, "only schedules with at most K preemptions", 0},
	{"budget", OPTION_BUDGET, "STATES", 0,
	 "with more states than that, go on with 0, 1, 2, 3 preemptions only", 0},
	{"histories", OPTION_HISTORIES, NULL, 0,
	 "merge states by what processes have done, never by what they can see", 0},
	{"natural", OPTION_NATURAL, "N", 0,
	 "run it freely N times besides, and say how often the kernel came to each outcome", 0},
	{"sample", OPTION_SAMPLE, "N", 0,
	 "do not search: N runs at random, and N by random priorities (PCT)", 0},
	{"seed", OPTION_SEED, "N", 0, "of the sample", 0},
	{"json", OPTION_JSON, NULL, 0, "report as JSON", 0},
	{0},
};

struct request {
	struct wanted wanted;
	struct explore_rules rules;
	uint64_t natural, sample, seed;
	bool json;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;
	uint64_t number;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &request->wanted;
		return 0;
	case OPTION_BOUND:
		number = wanted_number(&request->wanted, "bound", argument, 0);
		request->rules.bound = number < BOUND_LIMIT ? (int)number : BOUND_LIMIT;
		return 0;
	case OPTION_BUDGET:
		number = wanted_number(&request->wanted, "budget", argument, 1);
		request->rules.states = number < UINT32_MAX / 2 ? (uint32_t)number : UINT32_MAX / 2;
		return 0;
	case OPTION_HISTORIES:
		request->rules.histories = true;
		return 0;
	case OPTION_NATURAL:
		request->natural = wanted_number(&request->wanted, "natural", argument, 1);
		return 0;
	case OPTION_SAMPLE:
		request->sample = wanted_number(&request->wanted, "sample", argument, 1);
		return 0;
	case OPTION_SEED:
		request->seed = wanted_number(&request->wanted, "seed", argument, 0);
		return 0;
	case OPTION_JSON:
		request->json = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- the search ------------------------------------------------------------------------------ */

/* Ctrl-C and its like are looked for between two slices of work. */
static void hold_signals(sigset_t *held)
{
	sigemptyset(held);
	sigaddset(held, SIGINT);
	sigaddset(held, SIGTERM);
	sigaddset(held, SIGHUP);
	sigprocmask(SIG_BLOCK, held, NULL);
}

static bool is_interrupted(const sigset_t *held)
{
	const struct timespec now = {0, 0};

	return sigtimedwait(held, NULL, &now) > 0;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* One line that is written over again and again. */
static void show_progress(const struct explore *explore, double seconds)
{
	struct explore_progress progress = explore_progress(explore);
	char bound[48] = "";

	if (progress.bound >= 0)
		snprintf(bound, sizeof(bound), "at most %d preemptions: ", progress.bound);
	fprintf(stderr, "\r\033[K%s%llu states, %llu transitions of %llu known, %llu runs, %.0f s",
		bound, (unsigned long long)progress.states,
		(unsigned long long)progress.transitions, (unsigned long long)progress.known,
		(unsigned long long)progress.runs, seconds);
}

static enum explore_state search(struct explore *explore, const sigset_t *held, double begun)
{
	bool shown = isatty(STDERR_FILENO);
	enum explore_state state;

	do {
		state = explore_go_on(explore, SLICE_MS);
		if (shown)
			show_progress(explore, now() - begun);
	} while (state == EXPLORE_GOING && !is_interrupted(held));
	if (shown)
		fputs("\r\033[K", stderr);
	return state;
}

/*
 * Deciding from the CPU that a gated run is pinned to is ten times faster than from another. Not
 * before the program is started: its free runs may use them all.
 */
static void sit_beside(const struct session *session)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)session_trace(session)->cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

/* --- the command ----------------------------------------------------------------------------- */

static int exit_of(const struct request *request, const struct explore_result *result)
{
	for (uint32_t i = 0; i < result->outcome_count; i++) {
		if (result->outcomes[i].verdict != VERDICT_AS_EXPECTED)
			return EXIT_UNEXPECTED;
	}
	/* Bounded as it was asked for is all that was asked. */
	return result->complete || request->rules.bound >= 0 ? EXIT_FINE : EXIT_FAILED;
}

static void place(void *places, uint32_t where, char *out, size_t size)
{
	source_place(places, where, out, (unsigned)size);
}

/* Free runs are not held, and not bound to one CPU. */
static bool run_naturally(struct explore *explore, struct sample *sample, uint64_t runs,
			  const sigset_t *held)
{
	for (uint64_t i = 0; i < runs && !is_interrupted(held); i++) {
		if (!sample_run(sample, explore_session(explore), SAMPLE_FREE, 0))
			return false;
	}
	return true;
}

static int report(const struct request *request, const struct subject *subject,
		  struct explore *explore, const sigset_t *held, double seconds)
{
	struct explore_result *result = explore_result(explore);
	struct findings findings;
	struct sample natural;
	int status;

	if (!result) {
		fprintf(stderr, "ipcstage explore: out of memory\n");
		return EXIT_FAILED;
	}
	if (!explore_check(explore, result, place, subject->source)) {
		fprintf(stderr, "ipcstage explore: %s\n", explore_failure(explore));
		explore_result_free(result);
		return EXIT_FAILED;
	}
	if (!sample_init(&natural) || !run_naturally(explore, &natural, request->natural, held)) {
		fprintf(stderr, "ipcstage explore: a free run did not come to an end\n");
		sample_release(&natural);
		explore_result_free(result);
		return EXIT_FAILED;
	}
	findings = (struct findings){subject, result, request->natural ? &natural : NULL,
				     request->natural, seconds};
	if (request->json)
		explore_report_json(&findings);
	else
		explore_report_text(&findings);
	sample_release(&natural);
	status = exit_of(request, result);
	explore_result_free(result);
	return status;
}

/* --- a sample instead ------------------------------------------------------------------------ */

static bool draw(const struct request *request, struct session *session, struct sample *sample,
		 const sigset_t *held)
{
	for (uint64_t i = 0; i < request->sample && !is_interrupted(held); i++) {
		if (!sample_run(sample, session, SAMPLE_UNIFORM, request->seed + i) ||
		    !sample_run(sample, session, SAMPLE_PCT, request->seed + i))
			return false;
	}
	return true;
}

static int exit_of_sample(const struct sample *sample)
{
	for (uint32_t i = 0; i < sample->outcomes.count; i++) {
		if (sample->outcomes.list[i].verdict != VERDICT_AS_EXPECTED)
			return EXIT_UNEXPECTED;
	}
	return EXIT_FINE;
}

static int perform_sample(const struct request *request, const struct subject *subject,
			  const struct launch *launch, const sigset_t *held)
{
	struct control_error error;
	struct session *session = session_open(launch, &error);
	struct sample sample;
	int status = EXIT_FAILED;

	if (!session) {
		fprintf(stderr, "ipcstage explore: %s\n", error.text);
		return EXIT_FAILED;
	}
	sit_beside(session);
	if (!sample_init(&sample) || !draw(request, session, &sample, held)) {
		fprintf(stderr, "ipcstage explore: a run did not come to an end\n");
	} else {
		if (request->json)
			sample_report_json(subject, &sample, request->seed);
		else
			sample_report_text(subject, &sample, request->seed);
		status = exit_of_sample(&sample);
	}
	sample_release(&sample);
	session_close(session);
	return status;
}

static int perform(const struct request *request, const struct subject *subject)
{
	char **arguments = subject_arguments(subject);
	const struct launch launch = {.program = subject->program,
				      .arguments = (const char *const *)arguments,
				      .agent = subject->agent};
	struct control_error error = {"out of memory"};
	struct explore *explore;
	double begun = now();
	sigset_t held;
	int status;

	hold_signals(&held);
	if (request->sample && arguments) {
		status = perform_sample(request, subject, &launch, &held);
		free(arguments);
		return status;
	}
	explore = arguments ? explore_open(&launch, &request->rules, &error) : NULL;
	free(arguments);
	if (!explore) {
		fprintf(stderr, "ipcstage explore: %s\n", error.text);
		return EXIT_FAILED;
	}
	sit_beside(explore_session(explore));
	if (search(explore, &held, begun) == EXPLORE_FAILED) {
		fprintf(stderr, "ipcstage explore: %s\n", explore_failure(explore));
		status = EXIT_FAILED;
	} else {
		status = report(request, subject, explore, &held, now() - begun);
	}
	explore_close(explore);
	return status;
}

int command_explore(int argc, char **argv)
{
	static const struct argp_child children[] = {{&wanted_argp, 0, NULL, 0}, {0}};
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.children = children,
		.args_doc = "DEMO | ./PROGRAM [-- ARGUMENT...]",
		.doc = "Do every interleaving of a demo, or of any program, and count how they "
		       "end.",
	};
	struct request request = {
		.wanted.command = "explore",
		.rules = {.states = EXPLORE_BUDGET, .bound = -1},
	};
	struct catalogue catalogue;
	struct demo_error error;
	struct subject subject;
	int status;

	options_parse(&argp, argc, argv, &request);
	if (catalogue_load(&catalogue, &error) < 0) {
		fprintf(stderr, "ipcstage explore: %s\n", error.text);
		return EXIT_FAILED;
	}
	wanted_find(&request.wanted, &catalogue, &subject);
	status = perform(&request, &subject);
	subject_release(&subject);
	catalogue_release(&catalogue);
	return status;
}
