#include "tui/modes/parameters_form.h"

#include <stdio.h>
#include <string.h>
#include "tui/modes/line_choice.h"
#include "tui/modes/scenario_line.h"

struct parameters_form {
	bool open;
	unsigned line;
	unsigned scenario;	      /* as it is in the form ... */
	long values[DEMO_PARAMETERS]; /* ... until it is taken */
};

/* --- keys ------------------------------------------------------------------------------------ */

static const struct binding rows[] = {
	{.key = '-', .request = REQUEST_LESS, .name = "-", .help = "less", .word = "less"},
	{.key = '_', .request = REQUEST_LESS, .name = "_"},
	{.key = K_LEFT, .request = REQUEST_LESS, .name = "left"},
	{.key = '+', .request = REQUEST_MORE, .name = "+", .help = "more", .word = "more"},
	{.key = '=', .request = REQUEST_MORE, .name = "="},
	{.key = K_RIGHT, .request = REQUEST_MORE, .name = "right"},
	{.key = K_ENTER,
	 .request = REQUEST_ENTER,
	 .name = "enter",
	 .help = "take it and start again",
	 .word = "take"},
	{.key = ' ', .request = REQUEST_ENTER, .name = "space"},
	{.key = 'p', .request = REQUEST_PARAMETERS, .name = "p", .help = "leave it as it was"},
	{0},
};

static const struct keymap keymap = {
	.title = "Where parameters are changed",
	.groups = {keys_lines, rows, keys_common, keys_terminal},
	.wordings = {{REQUEST_QUIT, "leave it as it was", "cancel"}},
};

static void open_form(void *state, struct staged *staged, const struct keymap *pressed_in)
{
	struct parameters_form *form = state;
	const struct choice *choice = &staged->subject.choice;

	(void)pressed_in;
	if (!staged->subject.demo)
		return; /* any program: nothing to choose */
	*form = (struct parameters_form){.open = true, .scenario = choice->scenario};
	memcpy(form->values, choice->values, sizeof(form->values));
	staged->player.playing = false;
}

static bool is_on(const void *state)
{
	return ((const struct parameters_form *)state)->open;
}

static const struct keymap *keys(const void *state)
{
	(void)state;
	return &keymap;
}

static unsigned line_count(const struct staged *staged)
{
	return scenario_lines(staged) + staged->subject.demo->parameter_count;
}

static void change(struct parameters_form *form, const struct staged *staged, int by)
{
	const struct demo *demo = staged->subject.demo;
	unsigned first = scenario_lines(staged), number = form->line - first;
	long value;

	if (form->line < first) {
		form->scenario = scenario_next(staged, form->scenario, by);
		return;
	}
	if (number >= demo->parameter_count)
		return;
	value = form->values[number] + by;
	if (value >= demo->parameters[number].min && value <= demo->parameters[number].max)
		form->values[number] = value;
}

/* Through choice_set(), so that a value that was chosen here stays when toggles change. */
static bool take_values(const struct parameters_form *form, struct choice *choice)
{
	struct error error;
	bool changed = false;

	for (unsigned i = 0; i < choice->demo->parameter_count; i++) {
		char assignment[128];

		if (form->values[i] == choice->values[i])
			continue;
		snprintf(assignment, sizeof(assignment), "%s=%ld", choice->demo->parameters[i].name,
			 form->values[i]);
		changed |= choice_set(choice, assignment, &error) == 0;
	}
	return changed;
}

static void take(struct parameters_form *form, struct staged *staged)
{
	struct choice *choice = &staged->subject.choice;
	struct error error;
	bool changed = false;

	if (form->scenario != choice->scenario)
		changed = choice_scenario(choice, staged_scenario(staged, form->scenario)->name,
					  &error) == 0;
	changed |= take_values(form, choice);
	form->open = false;
	if (changed)
		staged_reopen(staged, false);
}

static bool press_key(void *state, struct staged *staged, const struct press *press, int64_t now_ms)
{
	struct parameters_form *form = state;

	(void)now_ms;
	if (line_choice_press(&form->line, line_count(staged), press->request))
		return true;
	switch (press->request) {
	case REQUEST_LESS:
		change(form, staged, -1);
		return true;
	case REQUEST_MORE:
		change(form, staged, 1);
		return true;
	case REQUEST_ENTER:
		take(form, staged);
		return true;
	case REQUEST_PARAMETERS:
	case REQUEST_QUIT:
		form->open = false;
		return true;
	default:
		return false;
	}
}

/* --- drawing --------------------------------------------------------------------------------- */

struct lines {
	struct list_row rows[1 + DEMO_PARAMETERS];
	char values[DEMO_PARAMETERS][24], bounds[DEMO_PARAMETERS][48], place[SCENARIO_PLACE];
	unsigned count;
};

static void fill(const struct staged *staged, unsigned scenario, const long *values,
		 struct lines *out)
{
	const struct demo *demo = staged->subject.demo;
	unsigned first = scenario_line(staged, scenario, out->rows, out->place);

	out->count = first + (demo ? demo->parameter_count : 0);
	for (unsigned i = 0; demo && i < demo->parameter_count; i++) {
		const struct parameter *parameter = &demo->parameters[i];

		snprintf(out->values[i], sizeof(out->values[i]), "%ld", values[i]);
		snprintf(out->bounds[i], sizeof(out->bounds[i]), "%ld to %ld", parameter->min,
			 parameter->max);
		out->rows[first + i] =
			(struct list_row){.key = "",
					  .label = parameter->name,
					  .value = out->values[i],
					  .extra = out->bounds[i],
					  .help = text_in(&parameter->help, staged->language),
					  .on = values[i] != parameter->value};
	}
}

static void draw_over(void *state, const struct staged *staged, struct canvas *canvas,
		      struct rect at)
{
	const struct parameters_form *form = state;
	struct lines lines;
	struct list list = {.title = "parameters",
			    .rows = lines.rows,
			    .selected = (int)form->line,
			    .hint = "- + change   enter start again"};

	fill(staged, form->scenario, form->values, &lines);
	list.count = lines.count;
	overlay_list(canvas, at, &list);
}

/* As they are, whether the form is open or not. */
static void draw_pane(const struct staged *staged, struct canvas *canvas, struct rect at)
{
	const struct choice *choice = &staged->subject.choice;
	struct lines lines;
	struct list list = {.title = "parameters", .rows = lines.rows, .selected = -1};

	fill(staged, choice->scenario, choice->values, &lines);
	list.count = lines.count;
	pane_list(canvas, at, &list);
}

const struct mode parameters_form = {
	.name = "parameters",
	.state_size = sizeof(struct parameters_form),
	.keymaps = {&keymap},
	.opened_by = REQUEST_PARAMETERS,
	.open = open_form,
	.is_on = is_on,
	.keymap = keys,
	.press = press_key,
	.draw_over = draw_over,
	.pane = PANE_PARAMETERS,
	.pane_title = "parameters",
	.draw_pane = draw_pane,
};
