#include "cli/selection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cli/options.h"
#include "demo/seeds.h"

enum { OPTION_SLEEPERS = 512, OPTION_SEED_ROW, OPTION_ENDS, OPTION_PLACES, OPTION_CFLAGS };

static const struct argp_option options[] = {
	{"scenario", 's', "NAME", 0, "which of the demo's scenarios", 0},
	{"toggle", 't', "TOGGLE", 0, "plant or remove a fault of the demo; may be repeated", 0},
	{"parameter", 'p', "NAME=VALUE", 0, "set a parameter of the demo; may be repeated", 0},
	{"sleepers-free", OPTION_SLEEPERS, NULL, 0,
	 "let sleepers go at any time: what hangs on a sleep shows", 0},
	{"ends-free", OPTION_ENDS, NULL, 0,
	 "let processes end at any time after all else: who looks may come before", 0},
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

/*
 * The demo, or a program's path and then, behind "--", what is the program's own. ARGP_ERR_UNKNOWN
 * when it is too much.
 */
static error_t add_argument(struct selection *selection, const char *argument,
			    struct argp_state *state)
{
	if (!selection->name) {
		selection->name = argument;
		return 0;
	}
	if (!subject_is_own(selection->name) && !*selection->command)
		options_wrong("", "'%s' is too much: '%s' is no command; see ipcstage --help",
			      argument, selection->name);
	if (!subject_is_own(selection->name))
		return ARGP_ERR_UNKNOWN;
	if (!state->quoted)
		options_wrong(selection->command,
			      "'%s': write -- before the program's own arguments", argument);
	selection->arguments = state->argv + state->next - 1;
	state->next = state->argc;
	return 0;
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
		return add_argument(selection, argument, state);
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
	if (row)
		choose_row(selection, row, &subject->choice);
	choose(selection, subject);
	choose_flags(selection, subject);
	subject->places = selection->places;
	subject->sleepers_free = selection->sleepers_free;
	subject->ends_free |= selection->ends_free;
	seeds_free(seeds);
}
