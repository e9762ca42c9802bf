/*
 * ipcstage [DEMO | ./PROGRAM]: the terminal interface.
 */
#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/options.h"
#include "cli/wanted.h"
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

struct request {
	struct wanted wanted;
	struct app_options shown;
	const char *replay; /* file of a recording; NULL none */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &request->wanted;
		return 0;
	case OPTION_ASCII:
		request->shown.ascii = true;
		return 0;
	case OPTION_THEME:
		request->shown.theme = theme_or_refuse(argument);
		return 0;
	case OPTION_LANGUAGE:
		request->shown.language = options_language("", argument);
		return 0;
	case OPTION_REPLAY:
		request->replay = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Whether a demo, a program or anything of one is asked for. */
static bool is_wanted(const struct wanted *wanted)
{
	return wanted->name || wanted->seed_row || wanted->scenario || wanted->sleepers_free ||
	       wanted->toggle_count + wanted->parameter_count > 0;
}

/* Show what was asked for until the person leaves. Returns an exit status. */
static int show(const struct catalogue *catalogue, struct request *request)
{
	bool wanted = is_wanted(&request->wanted);
	struct recording recording = {0};
	struct subject subject = {0};
	struct demo_error error;
	char why[512];
	int result;

	if (request->replay) {
		if (recording_read(&recording, request->replay, catalogue, &error) < 0)
			options_wrong("", "%s", error.text);
		request->shown.recording = &recording;
	}
	if (wanted) {
		wanted_find(&request->wanted, catalogue, &subject);
		request->shown.subject = &subject;
	}
	result = app_run(catalogue, &request->shown, why, sizeof(why));
	if (result < 0)
		fprintf(stderr, "ipcstage: %s\n", why);
	if (request->replay)
		recording_release(&recording);
	if (wanted)
		subject_release(&subject);
	return result < 0 ? EXIT_USAGE : EXIT_FINE;
}

int command_stage(int argc, char **argv)
{
	static const struct argp_child children[] = {{&wanted_argp, 0, NULL, 0}, {0}};
	static const struct argp argp = {.options = options,
					 .parser = parse,
					 .children = children,
					 .args_doc = "[DEMO | ./PROGRAM [-- ARGUMENT...]]",
					 .doc = "Show a demo, or any program, on the stage."};
	struct request request = {.wanted.command = "", .shown.language = options_usual_language()};
	struct catalogue catalogue;
	struct demo_error error;
	char no_word[] = "";
	int status;

	argv[0] = no_word;
	options_parse(&argp, argc, argv, &request);
	if (request.replay && is_wanted(&request.wanted))
		options_wrong("", "--replay says what is shown: %s is too much",
			      request.wanted.name ? request.wanted.name : "-s, -t or -p");
	if (catalogue_load(&catalogue, &error) < 0) {
		fprintf(stderr, "ipcstage: %s\n", error.text);
		return EXIT_FAILED;
	}
	status = show(&catalogue, &request);
	catalogue_release(&catalogue);
	return status;
}
