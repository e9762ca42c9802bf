/*
 * ipcstage replay: do a recorded run again, step by step, and say where it parts from what was
 * recorded.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/consent.h"
#include "cli/exporting.h"
#include "cli/narrate.h"
#include "cli/needs.h"
#include "cli/options.h"
#include "cli/perform.h"
#include "cli/report.h"
#include "export/export.h"
#include "run/recording.h"

struct invocation {
	const char *file;
	const struct exporter *exporter; /* NULL: it is told in words */
	bool run_program;		 /* the person has agreed to it */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct invocation *invocation = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &invocation->exporter;
		state->child_inputs[1] = &invocation->run_program;
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

	if (stop == STOP_DECIDE && recorded == VERDICT_LIVELOCK)
		return; /* it has gone round, and goes on */
	if (stop == STOP_DECIDE && recorded != VERDICT_NONE)
		snprintf(again->parted, sizeof(again->parted),
			 "the end differs: recorded %s after step %u, now it goes on",
			 verdict_word(recorded), steps_done(again));
	else if (stop != STOP_DECIDE && now != recorded)
		snprintf(again->parted, sizeof(again->parted),
			 "the end differs: recorded %s, now %s: %.*s", verdict_word(recorded),
			 verdict_word(now), utf8_fit(run_why(again->run), 300),
			 run_why(again->run));
}

/* Every step and the end are as recorded: so is what the file says of them, or it was edited. */
static void compare_words(struct again *again)
{
	const struct report_head head = {.subject = &again->recording->subject};
	const struct told_run told = report_told(&head, again->run);

	recording_compare(again->recording, &told, again->parted);
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
	if (!again->parted[0])
		compare_words(again);
	return false;
}

/* Returns an exit status: whether it could be done. */
static int do_again(struct again *again)
{
	int error = run_expect(again->run, &again->recording->typed);
	enum stop_reason stop;

	run_let_type(again->run, again->recording->verdict == VERDICT_NONE);
	if (!error)
		error = run_begin(again->run, RUN_GATED, NULL, 0);
	if (error)
		return perform_failed("replay", "the run could not be begun: %s", strerror(-error));
	do {
		stop = run_wait(again->run, -1);
		if (stop == STOP_DISAGREE)
			return perform_failed("replay", "the kernel did not let a step finish that "
							"it had promised; please report this");
	} while (take_in(again, stop));
	return EXIT_FINE;
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

static int export_again(const struct exporter *exporter, const struct again *again,
			const struct report_head *head)
{
	struct told_run told = report_told(head, again->run);
	struct error error;

	told.parted = again->parted;
	if (export_run(exporter, &told, stdout, &error) < 0)
		return perform_failed("replay", "%s", error.text);
	return EXIT_FINE;
}

static bool lies_anywhere(const struct again *again)
{
	return session_trace(run_session(again->run))->lies_anywhere;
}

static int perform(const struct invocation *invocation, struct again *again)
{
	const struct report_head head = {.subject = &again->recording->subject,
					 .policy = POLICY_REPLAY};
	int status;

	session_sit_beside(run_session(again->run));
	if (!invocation->exporter) {
		report_heading(&head);
		again->narrator = narrator_new(stdout);
	}
	status = do_again(again);
	if (!status && invocation->exporter)
		status = export_again(invocation->exporter, again, &head);
	else if (!status)
		say_result(again, &head);
	if (status || !again->parted[0])
		return status;
	fflush(stdout);
	return perform_failed("replay", "%s: %s%s", invocation->file, again->parted,
			      lies_anywhere(again) ? "; personality(2) is refused here, and so its "
						     "memory has other addresses each time"
						   : "");
}

static int replay_file(const struct catalogue *catalogue, void *context)
{
	const struct invocation *invocation = context;
	struct recording recording;
	struct again again = {.recording = &recording};
	struct error error;
	int status = EXIT_FAILED;

	if (recording_read(&recording, invocation->file, catalogue, &error) < 0)
		options_wrong("replay", "%s", error.text);
	perform_take_names(&recording.subject);
	if (consent_asked("replay", invocation->file, &recording.subject,
			  invocation->run_program) &&
	    perform_compile("replay", &recording.subject))
		again.run = perform_open("replay", &recording.subject);
	if (again.run)
		status = perform(invocation, &again);
	narrator_free(again.narrator);
	run_close(again.run);
	recording_release(&recording);
	return status;
}

int command_replay(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{&exporting_argp, 0, NULL, 0}, {&consent_argp, 0, NULL, 0}, {0}};
	static const struct argp argp = {
		.parser = parse,
		.children = children,
		.args_doc = "FILE",
		.doc = "Do a run again that run --record or the stage has written down, and say "
		       "whether it does the same. The exit status is 0 when it does, whatever its "
		       "verdict, and 1 where it parts. ipcstage --replay FILE shows it on the "
		       "stage.",
	};
	struct invocation invocation = {0};

	options_parse(&argp, argc, argv, &invocation);
	if (!invocation.file)
		options_wrong("replay", "which file? see ipcstage replay --help");
	needs_check("replay");
	return perform_with_catalogue("replay", EXIT_FAILED, replay_file, &invocation);
}
