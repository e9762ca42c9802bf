#include "tui/screens/screens.h"

#include "tui/modes/modes.h"
#include "tui/screens/comparison_screen.h"
#include "tui/screens/explore_screen.h"
#include "tui/screens/menu_screen.h"
#include "tui/screens/stage_screen.h"

const struct screen_type *const screen_types[] = {
	&menu_screen_type, &stage_screen_type, &explore_screen_type, &comparison_screen_type, NULL,
};

const struct screen_type *screens_opened_by(enum request request)
{
	for (size_t i = 0; request != REQUEST_NONE && screen_types[i]; i++) {
		if (screen_types[i]->opened_by == request)
			return screen_types[i];
	}
	return NULL;
}

const struct keymap *screens_keymap(size_t number)
{
	for (size_t i = 0; screen_types[i]; i++) {
		if (number-- == 0)
			return screen_types[i]->keymap;
	}
	return modes_keymap(number);
}
