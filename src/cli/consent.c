#include "cli/consent.h"

#include <stdio.h>
#include <unistd.h>
#include "cli/options.h"
#include "cli/output.h"

enum { OPTION_RUN_PROGRAM = 896 };

static const struct argp_option options[] = {
	{"run-program", OPTION_RUN_PROGRAM, NULL, 0,
	 "run the program that the recording names, without asking", 0},
	{0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	bool *given = state->input;

	(void)argument;
	if (key != OPTION_RUN_PROGRAM)
		return ARGP_ERR_UNKNOWN;
	*given = true;
	return 0;
}

const struct argp consent_argp = {.options = options, .parser = parse};

static void say_words(const char *name, char *const *arguments)
{
	printf("\n  ");
	output_name(name);
	for (char *const *word = arguments; word && *word; word++) {
		printf(" '");
		output_name(*word);
		printf("'");
	}
}

/* What would be run, word by word. */
static void say_program(const char *file, const struct subject *subject)
{
	output_name(file);
	printf(subject->part_count ? " names programs:" : " names a program:");
	if (!subject->part_count)
		say_words(subject->name, subject->arguments);
	for (unsigned i = 0; i < subject->part_count; i++)
		say_words(subject->parts[i].name, subject->parts[i].arguments);
	if (subject->cflags) {
		printf(", compiled with '");
		output_name(subject->cflags);
		printf("'");
	}
	printf("\nRun it? It can do whatever you can. [y/N] ");
	fflush(stdout);
}

bool consent_asked(const char *command, const char *file, const struct subject *subject, bool given)
{
	char answer[16] = "";

	if (subject->demo || given)
		return true;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		options_wrong(command,
			      "%s: it names a program, %s; if it may be run, say --run-program",
			      file, subject->name);
	say_program(file, subject);
	return fgets(answer, sizeof(answer), stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}
