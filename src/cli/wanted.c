#include "cli/wanted.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cli/options.h"
#include "demo/seeds.h"

enum { OPTION_SLEEPERS = 512, OPTION_SEED_ROW };

static const struct argp_option options[] = {
	{"scenario", 's', "NAME", 0, "which of the demo's scenarios", 0},
	{"toggle", 't', "TOGGLE", 0, "plant or remove a fault of the demo; may be repeated", 0},
	{"parameter", 'p', "NAME=VALUE", 0, "set a parameter of the demo; may be repeated", 0},
	{"sleepers-free", OPTION_SLEEPERS, NULL, 0,
	 "let sleepers go at any time: what hangs on a sleep shows", 0},
	{"seed-row", OPTION_SEED_ROW, "ID", 0,
	 "instead of a demo's name: what ipcstage seeds lists under this id", 0},
	{0},
};

static void add_choice(const struct wanted *wanted, const char **list, unsigned *count,
		       const char *text)
{
	if (*count == WANTED_CHOICES)
		options_wrong(wanted->command, "more than %d toggles or parameters",
			      WANTED_CHOICES);
	list[(*count)++] = text;
}

/*
 * The demo, or a program's path and then, behind "--", what is the program's own. ARGP_ERR_UNKNOWN
 * when it is too much.
 */
static error_t add_argument(struct wanted *wanted, const char *argument, struct argp_state *state)
{
	if (!wanted->name) {
		wanted->name = argument;
		return 0;
	}
	if (!strchr(wanted->name, '/'))
		return ARGP_ERR_UNKNOWN;
	if (!state->quoted)
		options_wrong(wanted->command, "'%s': write -- before the program's own arguments",
			      argument);
	wanted->arguments = state->argv + state->next - 1;
	state->next = state->argc;
	return 0;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct wanted *wanted = state->input;

	switch (key) {
	case 's':
		wanted->scenario = argument;
		return 0;
	case 't':
		add_choice(wanted, wanted->toggles, &wanted->toggle_count, argument);
		return 0;
	case 'p':
		add_choice(wanted, wanted->parameters, &wanted->parameter_count, argument);
		return 0;
	case OPTION_SLEEPERS:
		wanted->sleepers_free = true;
		return 0;
	case OPTION_SEED_ROW:
		wanted->seed_row = argument;
		return 0;
	case ARGP_KEY_ARG:
		return add_argument(wanted, argument, state);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp wanted_argp = {.options = options, .parser = parse};

uint64_t wanted_number(const struct wanted *wanted, const char *option, const char *text,
		       uint64_t least)
{
	char *end;
	uint64_t number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || number < least)
		options_wrong(wanted->command, "--%s: '%s' is not a whole number from %llu", option,
			      text, (unsigned long long)least);
	return number;
}

static void choose(const struct wanted *wanted, struct subject *subject)
{
	struct demo_error error;

	if (!subject->demo) {
		if (wanted->scenario || wanted->toggle_count + wanted->parameter_count)
			options_wrong(wanted->command,
				      "%s is no demo: it has no scenarios, toggles or parameters",
				      subject->name);
		return;
	}
	if (wanted->scenario && choice_scenario(&subject->choice, wanted->scenario, &error) < 0)
		options_wrong(wanted->command, "%s", error.text);
	for (unsigned i = 0; i < wanted->parameter_count; i++) {
		if (choice_set(&subject->choice, wanted->parameters[i], &error) < 0)
			options_wrong(wanted->command, "%s", error.text);
	}
	for (unsigned i = 0; i < wanted->toggle_count; i++) {
		int number = demo_toggle(subject->demo, wanted->toggles[i]);

		if (number >= 0 && subject->choice.toggled[number])
			continue; /* asked for twice */
		if (choice_toggle(&subject->choice, wanted->toggles[i], &error) < 0)
			options_wrong(wanted->command, "%s", error.text);
	}
}

/* --- a row of the seeds ---------------------------------------------------------------------- */

/* The row that is wanted, or NULL when it is none; the program ends when there is no such row. */
static const struct seed *find_row(const struct wanted *wanted, const struct seeds *seeds)
{
	const struct seed *row = seeds ? seeds_find(seeds, wanted->seed_row) : NULL;

	if (!seeds)
		return NULL;
	if (!row)
		options_wrong(wanted->command, "there is no row '%s'; see ipcstage seeds",
			      wanted->seed_row);
	if (!row->place_count)
		options_wrong(wanted->command, "row %s is no program: %s", row->id, row->page.en);
	if (wanted->name)
		options_wrong(wanted->command, "'%s' is too much: --seed-row %s is shown by %s",
			      wanted->name, row->id, row->places[0].demo);
	return row;
}

static struct seeds *load_seeds(const struct wanted *wanted, const struct catalogue *catalogue)
{
	struct demo_error error;
	struct seeds *seeds = NULL;

	if (wanted->seed_row && !(seeds = seeds_load(catalogue->seeds, catalogue, &error)))
		options_wrong(wanted->command, "%s", error.text);
	return seeds;
}

/* What the row says, and its trap where the toggles that are asked for are those of one. */
static void choose_row(struct wanted *wanted, const struct seed *row, struct choice *choice)
{
	const struct trap *trap = seed_trap(row, wanted->toggles, wanted->toggle_count);
	struct demo_error error;

	if (place_choose(&row->places[0], choice, &error) < 0 ||
	    (trap && trap_choose(trap, choice, &error) < 0) ||
	    (wanted->small && small_choose(&row->small, choice, &error) < 0))
		options_wrong(wanted->command, "%s", error.text);
	wanted->bound = row->small.bound;
}

void wanted_find(struct wanted *wanted, const struct catalogue *catalogue, struct subject *subject)
{
	struct seeds *seeds = load_seeds(wanted, catalogue);
	const struct seed *row = find_row(wanted, seeds);
	struct demo_error error;

	if (row) /* as the catalogue has the name, which stays */
		wanted->name =
			catalogue->demos[catalogue_find(catalogue, row->places[0].demo)]->name;
	if (!wanted->name)
		options_wrong(wanted->command, "which demo? see ipcstage list");
	if (subject_init(subject, catalogue, wanted->name, wanted->arguments, &error) < 0)
		options_wrong(wanted->command, "%s", error.text);
	if (row)
		choose_row(wanted, row, &subject->choice);
	choose(wanted, subject);
	subject->sleepers_free = wanted->sleepers_free;
	seeds_free(seeds);
}
