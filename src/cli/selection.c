#include "cli/selection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cli/given_input.h"
#include "cli/options.h"
#include "demo/seeds.h"

enum {
	OPTION_SLEEPERS = 512,
	OPTION_SEED_ROW,
	OPTION_ENDS,
	OPTION_CFLAGS,
	OPTION_PLACES,
	OPTION_STEPS,
	OPTION_TIME,
	OPTION_OUTPUT,
	OPTION_INPUT,
	OPTION_LINES
};

enum { SECONDS_MOST = 1000000000 /* thirty years */ };

static const struct argp_option options[] = {
	{"scenario", 's', "NAME", 0, "which of the demo's scenarios", 0},
	{"toggle", 't', "TOGGLE", 0, "plant or remove a fault of the demo; may be repeated", 0},
	{"parameter", 'p', "NAME=VALUE", 0, "set a parameter of the demo; may be repeated", 0},
	{"sleepers-free", OPTION_SLEEPERS, NULL, 0,
	 "let sleepers go at any time: what hangs on a sleep shows", 0},
	{"ends-free", OPTION_ENDS, NULL, 0,
	 "let processes end at any time after all else: who looks may come before", 0},
	{"steps", OPTION_STEPS, "N", 0, "end it after so many steps: of what has no end by itself",
	 0},
	{"time", OPTION_TIME, "S", 0, "end it after so many seconds of its own clock", 0},
	{"output", OPTION_OUTPUT, NULL, 0,
	 "what all print, in order, is an outcome: to print is a step", 0},
	{"input", OPTION_INPUT, "FILE", 0,
	 "what the program reads from its standard input; - what comes through this one's", 0},
	{"lines", OPTION_LINES, "FILE", 0,
	 "what is typed for it to read, a line as soon as somebody waits for it", 0},
	{"places", OPTION_PLACES, "PLACES", 0,
	 "what threads share, as explore writes it where its schedules are for that", 0},
	{"cflags", OPTION_CFLAGS, "FLAGS", 0,
	 "of a source, PROGRAM.c: for its compiler, behind those that its first line has in a "
	 "comment (cflags: ...)",
	 0},
	{"seed-row", OPTION_SEED_ROW, "ID", 0,
	 "instead of a demo's name: what ipcstage seeds lists under this id", 0},
	{0},
};

static void add_choice(const struct selection *selection, const char **list, unsigned *count,
		       const char *text)
{
	if (*count == SELECTION_CHOICES)
		options_wrong(selection->command, "more than %d toggles or parameters",
			      SELECTION_CHOICES);
	list[(*count)++] = text;
}

/* --- programs and their own words ------------------------------------------------------------- */

static void add_other(struct selection *selection, const char *name)
{
	if (!subject_is_own(selection->name))
		options_wrong(selection->command,
			      "%s + %s: only programs can be together; one of your own is named "
			      "with a slash",
			      selection->name, name);
	if (selection->other_count == LIMIT_PROGRAMS - 1)
		options_wrong(selection->command, "more than %d programs", LIMIT_PROGRAMS);
	selection->others[selection->other_count++] = (struct selected){.name = name};
}

static void set_arguments(struct selection *selection, char *const *arguments)
{
	if (selection->other_count)
		selection->others[selection->other_count - 1].arguments = arguments;
	else
		selection->arguments = arguments;
}

static _Noreturn void refuse_argument(const struct selection *selection, const char *argument)
{
	options_wrong(selection->command, "'%s': write -- before the program's own arguments",
		      argument);
}

/* A "+" with a program behind it; any other is an argument like all others. */
static bool is_plus(char *const *words)
{
	return strcmp(words[0], "+") == 0 && words[1] && subject_is_own(words[1]);
}

/* The arguments of one program, up to a "+" or the end, from their vector; returns what follows. */
static char **take_arguments(struct selection *selection, char **words)
{
	set_arguments(selection, words);
	for (; *words && !is_plus(words); words++) {
		if (strcmp(*words, "\\+") == 0) /* as an argument, before what could be a program */
			(*words)++;
	}
	return words;
}

/* "+ ./PROGRAM [-- ARGUMENT...]", one after the other; each vector is ended where the "+" was. */
static void take_others(struct selection *selection, char **words)
{
	while (*words) {
		*words++ = NULL;
		add_other(selection, *words++);
		if (*words && strcmp(*words, "--") == 0)
			words = take_arguments(selection, words + 1);
		else if (*words && !is_plus(words))
			refuse_argument(selection, *words);
	}
}

int selection_cut(struct selection *selection, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") != 0)
			continue;
		argv[i] = NULL;
		selection->words = argv + i + 1;
		return i;
	}
	return argc;
}

static _Noreturn void refuse_plus(const struct selection *selection)
{
	options_wrong(selection->command, "which program comes after the +?");
}

/* What is behind the first "--", once all that is before it is known. */
static void take_words(struct selection *selection)
{
	if (selection->awaits_name)
		refuse_plus(selection);
	if (!selection->words)
		return;
	if (!selection->name && *selection->words) /* nothing of it looks like an option */
		selection->name = *selection->words++;
	if (!selection->name)
		return;
	if (!subject_is_own(selection->name) && *selection->words)
		options_wrong(selection->command, "'%s' is too much: %s is a demo",
			      *selection->words, selection->name);
	take_others(selection, take_arguments(selection, selection->words));
}

/* The demo, or a program's path; or several, with "+" between them. ARGP_ERR_UNKNOWN when it is
 * too much. */
static error_t add_argument(struct selection *selection, char *argument)
{
	bool is_plus = strcmp(argument, "+") == 0;

	if (!selection->name) {
		selection->name = argument;
	} else if (selection->awaits_name && is_plus) {
		refuse_plus(selection);
	} else if (selection->awaits_name) {
		selection->awaits_name = false;
		add_other(selection, argument);
	} else if (is_plus) {
		selection->awaits_name = true;
	} else if (subject_is_own(selection->name)) {
		refuse_argument(selection, argument);
	} else if (!*selection->command) {
		options_wrong("", "'%s' is too much: '%s' is no command; see ipcstage --help",
			      argument, selection->name);
	} else {
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

/* --- options ---------------------------------------------------------------------------------- */

/* "2", "0.5": a time of --time, in nanoseconds. */
static uint64_t read_seconds(const struct selection *selection, const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end || !(seconds >= 1e-9) || seconds > SECONDS_MOST)
		options_wrong(selection->command,
			      "--time: '%s' is no number of seconds, or too many; write 2 or 0.5",
			      text);
	return (uint64_t)(seconds * 1e9 + 0.5);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct selection *selection = state->input;

	switch (key) {
	case 's':
		selection->scenario = argument;
		return 0;
	case 't':
		add_choice(selection, selection->toggles, &selection->toggle_count, argument);
		return 0;
	case 'p':
		add_choice(selection, selection->parameters, &selection->parameter_count, argument);
		return 0;
	case OPTION_SLEEPERS:
		selection->sleepers_free = true;
		return 0;
	case OPTION_ENDS:
		selection->ends_free = true;
		return 0;
	case OPTION_STEPS:
		selection->limits.steps = selection_number(selection, "steps", argument, 1);
		return 0;
	case OPTION_TIME:
		selection->limits.time_ns = read_seconds(selection, argument);
		return 0;
	case OPTION_OUTPUT:
		selection->output_counts = true;
		return 0;
	case OPTION_INPUT:
		selection->input = argument;
		return 0;
	case OPTION_LINES:
		selection->lines = argument;
		return 0;
	case OPTION_PLACES:
		selection->places = argument;
		return 0;
	case OPTION_CFLAGS:
		selection->cflags = argument;
		return 0;
	case OPTION_SEED_ROW:
		selection->seed_row = argument;
		return 0;
	case ARGP_KEY_ARG:
		return add_argument(selection, argument);
	case ARGP_KEY_END:
		take_words(selection);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp selection_argp = {.options = options, .parser = parse};

uint64_t selection_number(const struct selection *selection, const char *option, const char *text,
			  uint64_t least)
{
	char *end;
	uint64_t number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || number < least)
		options_wrong(selection->command, "--%s: '%s' is not a whole number from %llu",
			      option, text, (unsigned long long)least);
	return number;
}

static void choose(const struct selection *selection, struct subject *subject)
{
	struct error error;

	if (!subject->demo) {
		if (selection->scenario || selection->toggle_count + selection->parameter_count)
			options_wrong(selection->command,
				      "%s is no demo: it has no scenarios, toggles or parameters",
				      subject->name);
		return;
	}
	if (selection->scenario &&
	    choice_scenario(&subject->choice, selection->scenario, &error) < 0)
		options_wrong(selection->command, "%s", error.text);
	for (unsigned i = 0; i < selection->parameter_count; i++) {
		if (choice_set(&subject->choice, selection->parameters[i], &error) < 0)
			options_wrong(selection->command, "%s", error.text);
	}
	for (unsigned i = 0; i < selection->toggle_count; i++) {
		int number = demo_toggle(subject->demo, selection->toggles[i]);

		if (number >= 0 && subject->choice.toggled[number])
			continue; /* asked for twice */
		if (choice_toggle(&subject->choice, selection->toggles[i], &error) < 0)
			options_wrong(selection->command, "%s", error.text);
	}
}

/* --- a row of the seeds ---------------------------------------------------------------------- */

/* The row that is wanted, or NULL when it is none; the program ends when there is no such row. */
static const struct seed *find_row(const struct selection *selection, const struct seeds *seeds)
{
	const struct seed *row = seeds ? seeds_find(seeds, selection->seed_row) : NULL;

	if (!seeds)
		return NULL;
	if (!row)
		options_wrong(selection->command, "there is no row '%s'; see ipcstage seeds",
			      selection->seed_row);
	if (!row->place_count)
		options_wrong(selection->command, "row %s is no program: %s", row->id,
			      row->page.en);
	if (selection->name)
		options_wrong(selection->command, "'%s' is too much: --seed-row %s is shown by %s",
			      selection->name, row->id, row->places[0].demo);
	return row;
}

static struct seeds *load_seeds(const struct selection *selection,
				const struct catalogue *catalogue)
{
	struct error error;
	struct seeds *seeds = NULL;

	if (selection->seed_row && !(seeds = seeds_load(catalogue->seeds, catalogue, &error)))
		options_wrong(selection->command, "%s", error.text);
	return seeds;
}

/* What the row says, and its trap where the toggles that are asked for are those of one. */
static void choose_row(struct selection *selection, const struct seed *row, struct choice *choice)
{
	const struct trap *trap = seed_trap(row, selection->toggles, selection->toggle_count);
	struct error error;

	if (place_choose(&row->places[0], choice, &error) < 0 ||
	    (trap && trap_choose(trap, choice, &error) < 0) ||
	    (selection->small && small_choose(&row->small, choice, &error) < 0))
		options_wrong(selection->command, "%s", error.text);
	selection->bound = row->small.bound;
}

static void choose_flags(const struct selection *selection, struct subject *subject)
{
	if (selection->cflags && !subject_is_source(subject))
		options_wrong(selection->command,
			      "--cflags: %s is not compiled, as its name does not end in .c",
			      subject->name);
	subject->cflags = selection->cflags;
}

void selection_find(struct selection *selection, const struct catalogue *catalogue,
		    struct subject *subject)
{
	struct seeds *seeds = load_seeds(selection, catalogue);
	const struct seed *row = find_row(selection, seeds);
	struct error error;

	if (row) /* as the catalogue has the name, which stays */
		selection->name = catalogue_name(
			catalogue, (unsigned)catalogue_find(catalogue, row->places[0].demo));
	if (!selection->name)
		options_wrong(selection->command, "which demo? see ipcstage list");
	if (subject_init(subject, catalogue, selection->name, selection->arguments, &error) < 0)
		options_wrong(selection->command, "%s", error.text);
	for (unsigned i = 0; i < selection->other_count; i++) {
		if (subject_add(subject, catalogue, selection->others[i].name,
				selection->others[i].arguments, &error) < 0)
			options_wrong(selection->command, "%s", error.text);
	}
	if (row)
		choose_row(selection, row, &subject->choice);
	choose(selection, subject);
	choose_flags(selection, subject);
	subject->places = selection->places;
	subject->sleepers_free = selection->sleepers_free;
	subject->ends_free |= selection->ends_free;
	subject->limits = selection->limits;
	subject->output_counts = selection->output_counts;
	if (selection->input && selection->lines)
		options_wrong(selection->command, "--lines are typed: --input cannot go with it");
	if (selection->lines)
		given_lines_take(selection->command, selection->lines, subject);
	else
		given_input_take(selection->command, selection->input, *selection->command,
				 subject);
	seeds_free(seeds);
}
