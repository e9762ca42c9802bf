/*
 * The forms over the stage: toggles, parameters, and the help.
 */
#include "tui/stage_screen.h"

#include <stdio.h>
#include <string.h>

void stage_form_open(struct stage_screen *screen, enum over over)
{
	const struct demo *demo = screen->subject.demo;

	if (over != OVER_HELP && !demo)
		return; /* any program: nothing to choose */
	screen->over = over;
	screen->selected = 0;
	screen->scroll = 0;
	screen->player.playing = false;
	if (demo)
		memcpy(screen->edited, screen->subject.choice.values, sizeof(screen->edited));
}

static int line_count(const struct stage_screen *screen)
{
	const struct demo *demo = screen->subject.demo;

	return (int)(screen->over == OVER_TOGGLES ? demo->toggle_count : demo->parameter_count);
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

static void change_value(struct stage_screen *screen, int by)
{
	const struct parameter *parameter;
	long *value = &screen->edited[screen->selected];

	if (screen->over != OVER_PARAMETERS || !line_count(screen))
		return;
	parameter = &screen->subject.demo->parameters[screen->selected];
	if (*value + by >= parameter->min && *value + by <= parameter->max)
		*value += by;
}

/* Through choice_set(), so that a value that was chosen here stays when toggles change. */
static void take_parameters(struct stage_screen *screen)
{
	struct choice *choice = &screen->subject.choice;
	bool changed = false;

	for (unsigned i = 0; i < choice->demo->parameter_count; i++) {
		struct demo_error error;
		char assignment[128];

		if (screen->edited[i] == choice->values[i])
			continue;
		snprintf(assignment, sizeof(assignment), "%s=%ld", choice->demo->parameters[i].name,
			 screen->edited[i]);
		changed |= choice_set(choice, assignment, &error) == 0;
	}
	screen->over = OVER_NOTHING;
	if (changed)
		stage_screen_reopen(screen);
}

static void take(struct stage_screen *screen)
{
	if (screen->over == OVER_TOGGLES && line_count(screen))
		stage_screen_toggle(screen, screen->subject.demo->toggles[screen->selected].key[0]);
	else if (screen->over == OVER_PARAMETERS)
		take_parameters(screen);
	else
		screen->over = OVER_NOTHING;
}

/* The key that opened a form closes it too. */
static bool closes(const struct stage_screen *screen, int key)
{
	enum request request = keys_find(KEYMAP_STAGE, key).request;

	return (screen->over == OVER_HELP && request == REQUEST_HELP) ||
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
	if (screen->over == OVER_TOGGLES && stage_screen_toggle(screen, key))
		return EFFECT_DRAW;
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
