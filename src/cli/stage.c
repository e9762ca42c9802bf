/*
 * ipcstage [DEMO | ./PROGRAM]: the terminal interface.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/consent.h"
#include "cli/needs.h"
#include "cli/options.h"
#include "cli/perform.h"
#include "cli/selection.h"
#include "run/recording.h"
#include "tui/app.h"

enum { OPTION_ASCII = 256, OPTION_THEME, OPTION_LANGUAGE, OPTION_REPLAY };

static const struct argp_option options[] = {
	{"ascii", OPTION_ASCII, NULL, 0, "borders of ASCII characters", 0},
	{"theme", OPTION_THEME, "NAME", 0, "colours to begin with; c changes them", 0},
	{"lang", OPTION_LANGUAGE, "en|zh", 0, "language of the demos' texts", 0},
	{"replay", OPTION_REPLAY, "FILE", 0, "a run that was recorded, step by step", 0},
	{0},
};

static const struct theme *theme_or_refuse(const char *name)
{
	const struct theme *theme = theme_find(name);
	char known[256] = "";

	for (unsigned i = 0; !theme && i < theme_count; i++)
		snprintf(known + strlen(known), sizeof(known) - strlen(known), " %s",
			 themes[i].name);
	if (!theme)
		options_wrong("", "--theme: there is no '%s'; there are%s", name, known);
	return theme;
}

struct invocation {
	struct selection selection;
	struct app_options shown;
	const char *replay; /* file of a recording; NULL none */
	bool run_program;   /* the program that it names */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct invocation *invocation = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &invocation->selection;
		state->child_inputs[1] = &invocation->run_program;
		return 0;
	case OPTION_ASCII:
		invocation->shown.ascii = true;
		return 0;
	case OPTION_THEME:
		invocation->shown.theme = theme_or_refuse(argument);
		return 0;
	case OPTION_LANGUAGE:
		invocation->shown.language = options_language("", argument);
		return 0;
	case OPTION_REPLAY:
		invocation->replay = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Whether a demo, a program or anything of one is asked for. */
static bool is_wanted(const struct selection *selection)
{
	return selection->name || selection->seed_row || selection->cflags || selection->scenario ||
	       selection->sleepers_free || selection->ends_free || selection->limits.steps ||
	       selection->limits.time_ns || selection->output_counts || selection->places ||
	       selection->input || selection->lines ||
	       selection->toggle_count + selection->parameter_count > 0;
}

/* Show what was asked for until the person leaves. Returns an exit status. */
static int show(const struct catalogue *catalogue, void *context)
{
	struct invocation *invocation = context;
	bool selection = is_wanted(&invocation->selection);
	struct recording recording = {0};
	struct subject subject = {0};
	struct error error;
	int result;

	if (invocation->replay) {
		if (recording_read(&recording, invocation->replay, catalogue, &error) < 0)
			options_wrong("", "%s", error.text);
		invocation->shown.recording = &recording;
		if (!consent_asked("", invocation->replay, &recording.subject,
				   invocation->run_program) ||
		    !perform_compile("", &recording.subject)) {
			recording_release(&recording);
			return EXIT_FAILED;
		}
	}
	if (selection) {
		selection_find(&invocation->selection, catalogue, &subject);
		if (!perform_compile("", &subject)) {
			subject_release(&subject);
			return EXIT_FAILED;
		}
		invocation->shown.subject = &subject;
	}
	result = app_run(catalogue, &invocation->shown, &error);
	if (result < 0)
		perform_failed("", "%s", error.text);
	if (invocation->replay)
		recording_release(&recording);
	if (selection)
		subject_release(&subject);
	return result < 0 ? EXIT_USAGE : EXIT_FINE;
}

int command_stage(int argc, char **argv)
{
	static const struct argp_child children[] = {
		{&selection_argp, 0, NULL, 0}, {&consent_argp, 0, NULL, 0}, {0}};
	static const struct argp argp = {.options = options,
					 .parser = parse,
					 .children = children,
					 .args_doc = "[" SELECTION_WORDS "]",
					 .doc = "Show a demo, or any program, on the stage."};
	struct invocation invocation = {.selection.command = "",
					.shown.language = options_usual_language()};
	char no_word[] = "";

	argv[0] = no_word;
	argc = selection_cut(&invocation.selection, argc, argv);
	options_parse(&argp, argc, argv, &invocation);
	if (invocation.replay && is_wanted(&invocation.selection))
		options_wrong("", "--replay says what is shown: %s is too much",
			      invocation.selection.name ? invocation.selection.name
							: "-s, -t or -p");
	needs_check("");
	return perform_with_catalogue("", EXIT_USAGE, show, &invocation);
}
