#include "tui/modes/faults_form.h"

#include "tui/modes/line_choice.h"
#include "tui/modes/scenario_line.h"

struct faults_form {
	bool open;
	unsigned line;
};

/* --- keys ------------------------------------------------------------------------------------ */

static const struct binding rows[] = {
	{.key = K_ENTER,
	 .request = REQUEST_ENTER,
	 .name = "enter",
	 .help = "switch it over",
	 .word = "switch over"},
	{.key = ' ', .request = REQUEST_ENTER, .name = "space"},
	{.key = '-',
	 .request = REQUEST_LESS,
	 .name = "-",
	 .help = "the scenario before, on its line"},
	{.key = '_', .request = REQUEST_LESS, .name = "_"},
	{.key = K_LEFT, .request = REQUEST_LESS, .name = "left"},
	{.key = '+',
	 .request = REQUEST_MORE,
	 .name = "+",
	 .help = "the next scenario, on its line"},
	{.key = '=', .request = REQUEST_MORE, .name = "="},
	{.key = K_RIGHT, .request = REQUEST_MORE, .name = "right"},
	{.key = 't', .request = REQUEST_TOGGLES, .name = "t", .help = "put the form away"},
	{0},
};

static const struct keymap keymap = {
	.title = "Where faults are chosen",
	.groups = {keys_lines, rows, keys_common, keys_terminal},
	.wordings = {{REQUEST_UP, NULL, "choose"}, {REQUEST_QUIT, "put the form away", "back"}},
	.demo_letters = true,
};

static void open_form(void *state, struct staged *staged, const struct keymap *pressed_in)
{
	struct faults_form *form = state;

	(void)pressed_in;
	if (!staged->subject.demo)
		return; /* any program: nothing to choose */
	*form = (struct faults_form){.open = true};
	staged->player.playing = false;
}

static bool is_on(const void *state)
{
	return ((const struct faults_form *)state)->open;
}

static const struct keymap *keys(const void *state)
{
	(void)state;
	return &keymap;
}

static unsigned line_count(const struct staged *staged)
{
	unsigned toggles[DEMO_TOGGLES];

	return scenario_lines(staged) + staged_toggles(staged, toggles);
}

/* It is run at once. */
static void change_scenario(struct staged *staged, int by)
{
	staged_choose_scenario(staged, scenario_next(staged, staged->subject.choice.scenario, by));
}

static void take(const struct faults_form *form, struct staged *staged)
{
	unsigned toggles[DEMO_TOGGLES], first = scenario_lines(staged);

	if (form->line < first)
		change_scenario(staged, 1);
	else if (form->line - first < staged_toggles(staged, toggles))
		staged_press_toggle(
			staged, staged->subject.demo->toggles[toggles[form->line - first]].key[0]);
}

static bool press_key(void *state, struct staged *staged, const struct press *press, int64_t now_ms)
{
	struct faults_form *form = state;
	bool on_scenario = form->line < scenario_lines(staged);

	(void)now_ms;
	if (line_choice_press(&form->line, line_count(staged), press->request))
		return true;
	switch (press->request) {
	case REQUEST_LESS:
	case REQUEST_MORE:
		if (on_scenario)
			change_scenario(staged, press->request == REQUEST_MORE ? 1 : -1);
		return true;
	case REQUEST_ENTER:
		take(form, staged);
		return true;
	case REQUEST_TOGGLES:
	case REQUEST_QUIT:
		form->open = false;
		return true;
	default:
		return false;
	}
}

/* A toggle may have brought its scenario along, with other toggles. */
static void follow(void *state, struct staged *staged)
{
	struct faults_form *form = state;
	unsigned count = line_count(staged);

	if (form->line >= count)
		form->line = count ? count - 1 : 0;
}

/* --- drawing --------------------------------------------------------------------------------- */

static struct list_row row_of(const struct staged *staged, unsigned number)
{
	const struct toggle *toggle = &staged->subject.demo->toggles[number];
	bool on = staged->subject.choice.toggled[number];

	return (struct list_row){.key = toggle->key,
				 .label = text_in(&toggle->label, staged->language),
				 .value = on ? "on" : "off",
				 .extra = toggle->fix ? "stays right" : "",
				 .help = text_in(&toggle->symptom, staged->language),
				 .on = on};
}

static void draw_over(void *state, const struct staged *staged, struct canvas *canvas,
		      struct rect at)
{
	const struct faults_form *form = state;
	struct list_row lines[1 + DEMO_TOGGLES];
	unsigned toggles[DEMO_TOGGLES], count = staged_toggles(staged, toggles);
	char place[SCENARIO_PLACE];
	unsigned first = scenario_line(staged, staged->subject.choice.scenario, lines, place);
	struct list list = {.title = "faults",
			    .rows = lines,
			    .count = first + count,
			    .selected = (int)form->line,
			    .hint = "enter, or the letter: switch it over"};

	for (unsigned i = 0; i < count; i++)
		lines[first + i] = row_of(staged, toggles[i]);
	overlay_list(canvas, at, &list);
}

const struct mode faults_form = {
	.name = "faults",
	.state_size = sizeof(struct faults_form),
	.keymaps = {&keymap},
	.opened_by = REQUEST_TOGGLES,
	.open = open_form,
	.is_on = is_on,
	.keymap = keys,
	.press = press_key,
	.follow = follow,
	.draw_over = draw_over,
};
