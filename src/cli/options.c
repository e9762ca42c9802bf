/*
 * argp with our manners. By itself it needs two lines to say what is wrong, and getopt the first
 * of them; so both are told to keep quiet.
 */
#include "cli/options.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/commands.h"
#include "cli/output.h"

static const struct argp_option help_option[] = {
	{"help", 'h', NULL, 0, "say this", -1},
	{0},
};

/* What is handed down, and where the parser was when it met something wrong. */
struct parse {
	void *input;
	int next;
};

/* What comes between "ipcstage" and a command's word: the stage has none. */
static const char *space(const char *command)
{
	return *command ? " " : "";
}

/* What every command line has: --help, and the command's own input handed down. */
static error_t parse_common(int key, char *argument, struct argp_state *state)
{
	struct parse *parse = state->input;
	char name[64];

	(void)argument;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = parse->input;
		return 0;
	case ARGP_KEY_ERROR:
		parse->next = state->next;
		return 0;
	case 'h':
		snprintf(name, sizeof(name), "ipcstage%s%s", space(state->argv[0]), state->argv[0]);
		argp_help(state->root_argp, stdout, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK, name);
		exit(EXIT_FINE);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

void options_wrong(const char *command, const char *message, ...)
{
	va_list ap;

	va_start(ap, message);
	output_complain(command, message, ap);
	va_end(ap);
	exit(EXIT_USAGE);
}

/* The option that getopt stopped at; it has not moved on where letters follow in the same word. */
static const char *culprit(char **argv, int next)
{
	return argv[next - 1][0] == '-' ? argv[next - 1] : argv[next];
}

static bool has_option(const struct argp *argp, const char *name, size_t length)
{
	for (const struct argp_option *option = argp->options;
	     option && (option->name || option->key); option++) {
		if (option->name && strlen(option->name) == length &&
		    strncmp(option->name, name, length) == 0)
			return true;
	}
	for (const struct argp_child *child = argp->children; child && child->argp; child++) {
		if (has_option(child->argp, name, length))
			return true;
	}
	return false;
}

/*
 * getopt takes "--seed" for "--seed-row" where nothing else begins like that: what a word means
 * would hang on the command, and on options that are yet to come. Whole words only.
 */
static void refuse_abbreviations(const struct argp *argp, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--", 2) == 0 &&
		    !has_option(argp, argv[i] + 2, strcspn(argv[i] + 2, "=")))
			options_wrong(argv[0], "'%s' is no option; see ipcstage%s%s --help",
				      argv[i], space(argv[0]), argv[0]);
	}
}

void options_parse(const struct argp *argp, int argc, char **argv, void *input)
{
	const struct argp_child children[] = {{argp, 0, NULL, 0}, {0}};
	const struct argp whole = {
		.options = help_option, .parser = parse_common, .children = children};
	struct parse parse = {.input = input, .next = 1};
	int rest = argc;

	refuse_abbreviations(&whole, argc, argv);
	if (argp_parse(&whole, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP, &rest, &parse) != 0)
		options_wrong(argv[0],
			      "'%s' is no option, or lacks its value; see ipcstage%s%s --help",
			      culprit(argv, parse.next), space(argv[0]), argv[0]);
	if (rest < argc)
		options_wrong(argv[0], "'%s' is too much; see ipcstage%s%s --help", argv[rest],
			      space(argv[0]), argv[0]);
}

enum demo_language options_language(const char *command, const char *word)
{
	if (strncmp(word, "zh", 2) == 0)
		return DEMO_CHINESE;
	if (strncmp(word, "en", 2) != 0)
		options_wrong(command, "--lang: '%s' is neither en nor zh", word);
	return DEMO_ENGLISH;
}

enum demo_language options_usual_language(void)
{
	const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (int i = 0; i < 3; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? DEMO_CHINESE : DEMO_ENGLISH;
	}
	return DEMO_ENGLISH;
}
