#include "tui/modes/modes.h"

#include <stdlib.h>
#include "tui/modes/challenge_mode.h"
#include "tui/modes/faults_form.h"
#include "tui/modes/goto_mode.h"
#include "tui/modes/help_mode.h"
#include "tui/modes/parameters_form.h"
#include "tui/modes/predict_mode.h"
#include "tui/modes/printed_mode.h"
#include "tui/modes/record_mode.h"
#include "tui/modes/rename_mode.h"
#include "tui/modes/type_mode.h"
#include "tui/modes/unseen_mode.h"
#include "tui/modes/waits_mode.h"
#include "view/panes/verdict_box.h"

const struct mode *const modes[] = {
	&help_mode,    &goto_mode,	&rename_mode, &faults_form, &parameters_form,
	&predict_mode, &challenge_mode, &waits_mode,  &record_mode, &unseen_mode,
	&type_mode,    &printed_mode,	NULL,
};

_Static_assert(sizeof(modes) / sizeof(modes[0]) <= MODES + 1, "room for the state of every mode");

const struct keymap *modes_keymap(size_t number)
{
	for (size_t i = 0; modes[i]; i++) {
		for (size_t k = 0; k < MODE_KEYMAPS && modes[i]->keymaps[k]; k++) {
			if (number-- == 0)
				return modes[i]->keymaps[k];
		}
	}
	return NULL;
}

/* --- states ---------------------------------------------------------------------------------- */

int modes_init(struct mode_states *states)
{
	*states = (struct mode_states){.list = {NULL}};
	for (size_t i = 0; modes[i]; i++) {
		states->list[i] = calloc(1, modes[i]->state_size + 1);
		if (!states->list[i])
			return -1;
	}
	return 0;
}

void modes_release(struct mode_states *states)
{
	for (size_t i = 0; modes[i] && states->list[i]; i++) {
		if (modes[i]->release)
			modes[i]->release(states->list[i]);
		free(states->list[i]);
	}
}

void *modes_state(const struct mode_states *states, const struct mode *mode)
{
	for (size_t i = 0; modes[i]; i++) {
		if (modes[i] == mode)
			return states->list[i];
	}
	return NULL;
}

static bool is_on(const struct mode_states *states, size_t number)
{
	return modes[number]->is_on && modes[number]->is_on(states->list[number]);
}

/* --- keys ------------------------------------------------------------------------------------ */

const struct keymap *modes_keys(const struct mode_states *states, const struct keymap *stage)
{
	for (size_t i = 0; modes[i]; i++) {
		const struct keymap *keymap = NULL;

		if (modes[i]->keymap && is_on(states, i))
			keymap = modes[i]->keymap(states->list[i]);
		if (keymap)
			return keymap;
	}
	return stage;
}

bool modes_press(struct mode_states *states, struct staged *staged, const struct press *press,
		 int64_t now_ms)
{
	for (size_t i = 0; modes[i]; i++) {
		if (modes[i]->press && is_on(states, i) &&
		    modes[i]->press(states->list[i], staged, press, now_ms))
			return true;
	}
	return false;
}

bool modes_open(struct mode_states *states, struct staged *staged, enum request request,
		const struct keymap *keymap)
{
	for (size_t i = 0; request != REQUEST_NONE && modes[i]; i++) {
		if (modes[i]->opened_by != request)
			continue;
		modes[i]->open(states->list[i], staged, keymap);
		return true;
	}
	return false;
}

/* --- time ------------------------------------------------------------------------------------ */

void modes_follow(struct mode_states *states, struct staged *staged)
{
	for (size_t i = 0; modes[i]; i++) {
		if (modes[i]->follow && is_on(states, i))
			modes[i]->follow(states->list[i], staged);
	}
}

bool modes_advance(struct mode_states *states, struct staged *staged)
{
	bool changed = false;

	for (size_t i = 0; modes[i]; i++) {
		if (modes[i]->advance && is_on(states, i))
			changed |= modes[i]->advance(states->list[i], staged);
	}
	return changed;
}

bool modes_are_busy(const struct mode_states *states)
{
	for (size_t i = 0; modes[i]; i++) {
		if (modes[i]->is_busy && is_on(states, i) && modes[i]->is_busy(states->list[i]))
			return true;
	}
	return false;
}

/* --- drawing --------------------------------------------------------------------------------- */

bool modes_want(const struct mode_states *states, enum pane pane)
{
	for (size_t i = 0; modes[i]; i++) {
		if (modes[i]->draw_pane && modes[i]->pane == pane && is_on(states, i))
			return true;
	}
	return false;
}

const struct mode *modes_task(const struct mode_states *states, const struct staged *staged,
			      const char **title, void **state)
{
	for (size_t i = 0; modes[i]; i++) {
		if (!modes[i]->task_title || !is_on(states, i))
			continue;
		*state = states->list[i];
		*title = modes[i]->task_title(*state, staged);
		if (*title)
			return modes[i];
	}
	return NULL;
}

bool modes_end_box(const struct mode_states *states, const struct staged *staged,
		   struct verdict_box *box, char why[MODE_WHY])
{
	for (size_t i = 0; modes[i]; i++) {
		if (modes[i]->end_box && is_on(states, i) &&
		    modes[i]->end_box(states->list[i], staged, box, why))
			return true;
	}
	return false;
}

void modes_draw_over(struct mode_states *states, const struct staged *staged, struct canvas *canvas,
		     struct rect at)
{
	size_t count = 0;

	while (modes[count])
		count++;
	for (size_t i = count; i-- > 0;) {
		if (modes[i]->draw_over && is_on(states, i))
			modes[i]->draw_over(states->list[i], staged, canvas, at);
	}
}
