/*
 * The forms over the stage: toggles, parameters, and the help. Where the demo has scenarios, the
 * first line of the first two is which of them is run.
 */
#include <stdio.h>
#include <string.h>
#include "tui/screens/stage_screen.h"

void stage_form_open(struct stage_screen *screen, enum over over)
{
	const struct demo *demo = screen->subject.demo;

	if (over != OVER_HELP && !demo)
		return; /* any program: nothing to choose */
	screen->over = over;
	screen->selected = 0;
	screen->scroll = 0;
	screen->player.playing = false;
	screen->edited_scenario = screen->subject.choice.scenario;
	if (demo)
		memcpy(screen->edited, screen->subject.choice.values, sizeof(screen->edited));
}

unsigned stage_form_first(const struct stage_screen *screen)
{
	return screen->subject.demo->scenario_count > 0;
}

unsigned stage_screen_toggles(const struct stage_screen *screen, unsigned toggles[DEMO_TOGGLES])
{
	const struct choice *choice = &screen->subject.choice;
	const struct demo *demo = choice->demo;
	unsigned count = 0;

	for (unsigned i = 0; i < demo->toggle_count; i++) {
		if (demo_applies(demo, &demo->toggles[i].scenarios, choice->scenario))
			toggles[count++] = i;
	}
	return count;
}

static int line_count(const struct stage_screen *screen)
{
	unsigned toggles[DEMO_TOGGLES];

	if (screen->over == OVER_CHALLENGES)
		return (int)challenge_mode_lines(screen->subject.demo);
	return (int)(stage_form_first(screen) + (screen->over == OVER_TOGGLES
							 ? stage_screen_toggles(screen, toggles)
							 : screen->subject.demo->parameter_count));
}

/* Whether the line that is selected is the scenario's. */
static bool on_scenario(const struct stage_screen *screen)
{
	return (screen->over == OVER_TOGGLES || screen->over == OVER_PARAMETERS) &&
	       screen->selected < (int)stage_form_first(screen);
}

static void select_line(struct stage_screen *screen, int by)
{
	int line = screen->selected + by;

	if (screen->over == OVER_HELP)
		screen->scroll =
			by > 0 ? screen->scroll + 1 : screen->scroll - (screen->scroll > 0);
	else if (line >= 0 && line < line_count(screen))
		screen->selected = line;
}

/* The next scenario, or the one before, round and round. Among toggles it is run at once. */
static void change_scenario(struct stage_screen *screen, int by)
{
	unsigned count = screen->subject.demo->scenario_count;

	screen->edited_scenario = (screen->edited_scenario + count + (unsigned)by) % count;
	if (screen->over == OVER_TOGGLES)
		stage_screen_scenario(screen, screen->edited_scenario);
}

/* A toggle may have brought its scenario along, with other toggles. */
static void follow_toggle(struct stage_screen *screen)
{
	int count = line_count(screen);

	screen->edited_scenario = screen->subject.choice.scenario;
	if (screen->selected >= count)
		screen->selected = count - 1;
}

static void change_value(struct stage_screen *screen, int by)
{
	const struct parameter *parameter;
	unsigned line = (unsigned)screen->selected;
	long *value;

	if (on_scenario(screen)) {
		change_scenario(screen, by);
		return;
	}
	if (screen->over != OVER_PARAMETERS || !line_count(screen))
		return;
	line -= stage_form_first(screen);
	value = &screen->edited[line];
	parameter = &screen->subject.demo->parameters[line];
	if (*value + by >= parameter->min && *value + by <= parameter->max)
		*value += by;
}

/* Through choice_set(), so that a value that was chosen here stays when toggles change. */
static void take_parameters(struct stage_screen *screen)
{
	struct choice *choice = &screen->subject.choice;
	bool changed = false;

	struct error error;

	if (screen->edited_scenario != choice->scenario) {
		const struct scenario *scenario = &choice->demo->scenarios[screen->edited_scenario];
		changed = choice_scenario(choice, scenario->name, &error) == 0;
	}
	for (unsigned i = 0; i < choice->demo->parameter_count; i++) {
		char assignment[128];

		if (screen->edited[i] == choice->values[i])
			continue;
		snprintf(assignment, sizeof(assignment), "%s=%ld", choice->demo->parameters[i].name,
			 screen->edited[i]);
		changed |= choice_set(choice, assignment, &error) == 0;
	}
	screen->over = OVER_NOTHING;
	if (changed)
		stage_screen_reopen(screen, false);
}

static void take_toggle(struct stage_screen *screen)
{
	unsigned toggles[DEMO_TOGGLES], line = (unsigned)screen->selected;

	if (!line_count(screen))
		return;
	stage_screen_toggles(screen, toggles);
	line = toggles[line - stage_form_first(screen)];
	stage_screen_toggle(screen, screen->subject.demo->toggles[line].key[0]);
}

static void take_challenge(struct stage_screen *screen)
{
	const struct demo *demo = screen->subject.demo;

	if (screen->selected >= (int)demo->challenge_count)
		return; /* there is nothing to win, as it says */
	screen->over = OVER_NOTHING;
	challenge_mode_begin(screen, &demo->challenges[screen->selected]);
}

static void take(struct stage_screen *screen)
{
	if (screen->over == OVER_TOGGLES && on_scenario(screen))
		change_scenario(screen, 1);
	else if (screen->over == OVER_TOGGLES)
		take_toggle(screen);
	else if (screen->over == OVER_PARAMETERS)
		take_parameters(screen);
	else if (screen->over == OVER_CHALLENGES)
		take_challenge(screen);
	else
		screen->over = OVER_NOTHING;
}

/* The key that opened a form closes it too. */
static bool closes(const struct stage_screen *screen, int key)
{
	enum request request = keys_find(stage_screen_keymap(screen), key).request;

	return (screen->over == OVER_HELP && request == REQUEST_HELP) ||
	       (screen->over == OVER_CHALLENGES && request == REQUEST_CHALLENGES) ||
	       (screen->over == OVER_TOGGLES && request == REQUEST_TOGGLES) ||
	       (screen->over == OVER_PARAMETERS && request == REQUEST_PARAMETERS);
}

enum effect stage_form_key(struct stage_screen *screen, int key, int64_t now_ms)
{
	(void)now_ms;
	if (closes(screen, key)) {
		screen->over = OVER_NOTHING;
		return EFFECT_DRAW;
	}
	if (screen->over == OVER_TOGGLES && stage_screen_toggle(screen, key)) {
		follow_toggle(screen);
		return EFFECT_DRAW;
	}
	switch (keys_find(KEYMAP_FORM, key).request) {
	case REQUEST_UP:
		select_line(screen, -1);
		break;
	case REQUEST_DOWN:
		select_line(screen, 1);
		break;
	case REQUEST_LESS:
		change_value(screen, -1);
		break;
	case REQUEST_MORE:
		change_value(screen, 1);
		break;
	case REQUEST_ENTER:
		take(screen);
		break;
	case REQUEST_QUIT:
		screen->over = OVER_NOTHING;
		break;
	case REQUEST_SUSPEND:
		return EFFECT_SUSPEND;
	case REQUEST_REDRAW:
		return EFFECT_REDRAW;
	default:
		return EFFECT_NONE;
	}
	return EFFECT_DRAW;
}
