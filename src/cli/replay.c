/*
 * ipcstage replay: do a recorded run again, step by step, and say where it parts from what was
 * recorded.
 */
#include "cli/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/narrate.h"
#include "cli/options.h"
#include "cli/report.h"
#include "control/scheduler.h"
#include "run/recording.h"
#include "run/run.h"

enum { OPTION_JSON = 256 };

static const struct argp_option options[] = {
	{"json", OPTION_JSON, NULL, 0, "report as JSON", 0},
	{0},
};

struct invocation {
	const char *file;
	bool json;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct invocation *invocation = state->input;

	switch (key) {
	case OPTION_JSON:
		invocation->json = true;
		return 0;
	case ARGP_KEY_ARG:
		if (invocation->file)
			return ARGP_ERR_UNKNOWN;
		invocation->file = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- the run --------------------------------------------------------------------------------- */

struct again {
	const struct recording *recording;
	struct run *run;
	struct narrator *narrator; /* NULL: it is not told */
	struct recording_check check;
	char parted[RECORDING_WHY]; /* where and how it differs; "" nowhere */
};

static uint32_t steps_done(const struct again *again)
{
	return history_steps(run_history(again->run));
}

static void part(struct again *again, const char *now)
{
	recording_part(again->recording, steps_done(again) + 1, now, again->parted);
}

/* Take the step that was recorded. */
static void go_on(struct again *again)
{
	unsigned actor = again->recording->schedule[steps_done(again)];
	char why[256], now[320];

	if (run_step(again->run, actor) == 0)
		return;
	run_why_not(again->run, actor, why, sizeof(why));
	snprintf(now, sizeof(now), "%u cannot move: %s", actor, why);
	part(again, now);
}

/* It has come to its end, or further than the recording. */
static void compare_end(struct again *again, enum stop_reason stop)
{
	enum verdict recorded = again->recording->verdict;
	enum verdict now = run_verdict(again->run);

	if (stop == STOP_DECIDE && recorded != VERDICT_NONE)
		snprintf(again->parted, sizeof(again->parted),
			 "the end differs: recorded %s after step %u, now it goes on",
			 verdict_word(recorded), steps_done(again));
	else if (stop != STOP_DECIDE && now != recorded)
		snprintf(again->parted, sizeof(again->parted),
			 "the end differs: recorded %s, now %s: %.300s", verdict_word(recorded),
			 verdict_word(now), run_why(again->run));
}

/* What has come about: returns whether there is more to do. */
static bool take_in(struct again *again, enum stop_reason stop)
{
	const struct recording *recording = again->recording;

	if (again->narrator)
		narrator_go_on(again->narrator, run_history(again->run));
	if (!recording_fits(recording, run_history(again->run), &again->check, again->parted))
		return false;
	if (steps_done(again) < recording->length) {
		if (stop == STOP_DECIDE)
			go_on(again);
		else
			part(again, "the run is over");
		return !again->parted[0];
	}
	if (stop == STOP_DECIDE && recording->verdict == VERDICT_CUT_OFF)
		run_cut_off(again->run, "it was stopped at the step limit");
	compare_end(again, run_stop(again->run));
	return false;
}

/* Returns 0, or -1 after having said why it could not be done. */
static int do_again(struct again *again)
{
	int error = run_begin(again->run, RUN_GATED, NULL, 0);
	enum stop_reason stop;

	if (error) {
		fprintf(stderr, "ipcstage replay: the run could not be begun: %s\n",
			strerror(-error));
		return -1;
	}
	do {
		stop = run_wait(again->run, -1);
		if (stop == STOP_DISAGREE) {
			fprintf(stderr, "ipcstage replay: the kernel did not let a step finish "
					"that it had promised; please report this\n");
			return -1;
		}
	} while (take_in(again, stop));
	return 0;
}

/* --- the command ----------------------------------------------------------------------------- */

static void say_result(const struct again *again, const struct report_head *head)
{
	if (again->parted[0])
		return;
	if (run_verdict(again->run) != VERDICT_NONE)
		report_text(head, again->run);
	printf("as recorded: %u steps, each with its fingerprint%s\n", steps_done(again),
	       run_verdict(again->run) == VERDICT_NONE ? "; there the recording ends" : "");
}

static int perform(const struct invocation *invocation, const struct recording *recording,
		   struct again *again)
{
	const struct report_head head = {.subject = &recording->subject,
					 .mode = "gated",
					 .policy = POLICY_REPLAY,
					 .has_seed = false};

	session_sit_beside(run_session(again->run));
	if (!invocation->json) {
		report_heading(&head);
		again->narrator = narrator_new(stdout);
	}
	if (do_again(again) < 0)
		return EXIT_FAILED;
	if (invocation->json)
		report_replay_json(&head, again->run, again->parted);
	else
		say_result(again, &head);
	if (!again->parted[0])
		return EXIT_FINE;
	fflush(stdout);
	fprintf(stderr, "ipcstage replay: %s: %s\n", invocation->file, again->parted);
	return EXIT_FAILED;
}

static int replay_recording(const struct invocation *invocation, const struct recording *recording)
{
	char **arguments = subject_arguments(&recording->subject);
	const struct launch launch = subject_launch(&recording->subject, arguments);
	struct again again = {.recording = recording};
	struct error error = {"out of memory"};
	int status = EXIT_FAILED;

	if (arguments)
		again.run = run_open(&launch, recording->subject.source, &error);
	if (again.run)
		status = perform(invocation, recording, &again);
	else
		fprintf(stderr, "ipcstage replay: %s\n", error.text);
	narrator_free(again.narrator);
	run_close(again.run);
	free(arguments);
	return status;
}

int command_replay(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.args_doc = "FILE",
		.doc = "Do a run again that run --record or the stage has written down, and say "
		       "whether it does the same. The exit status is 0 when it does, whatever its "
		       "verdict, and 1 where it parts. ipcstage --replay FILE shows it on the "
		       "stage.",
	};
	struct invocation invocation = {0};
	struct recording recording;
	struct catalogue catalogue;
	struct error error;
	int status;

	options_parse(&argp, argc, argv, &invocation);
	if (!invocation.file)
		options_wrong("replay", "which file? see ipcstage replay --help");
	if (catalogue_load(&catalogue, &error) < 0) {
		fprintf(stderr, "ipcstage replay: %s\n", error.text);
		return EXIT_FAILED;
	}
	if (recording_read(&recording, invocation.file, &catalogue, &error) < 0)
		options_wrong("replay", "%s", error.text);
	status = replay_recording(&invocation, &recording);
	recording_release(&recording);
	catalogue_release(&catalogue);
	return status;
}
