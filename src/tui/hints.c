#include "tui/hints.h"

#include "view/panes/help.h"

void hints_add(struct hints *hints, const char *key, const char *word, unsigned drop)
{
	if (hints->count < HINTS)
		hints->list[hints->count++] =
			(struct key_hint){.key = key, .word = word, .drop = drop};
}

void hints_add_footer(struct hints *hints, const struct keymap *map)
{
	struct binding row;

	for (size_t i = 0; keys_row(map, i, &row); i++) {
		if (row.word)
			hints_add(hints, row.shown ? row.shown : row.name, row.word, row.drop);
	}
}

void hints_add_help(struct hints *hints, const struct keymap *map)
{
	struct binding row;

	for (size_t i = 0; keys_row(map, i, &row) && hints->count < HINTS; i++) {
		char *names = hints->names[hints->count];

		if (!row.help)
			continue;
		keys_names(map, row.request, names, HINTS_NAMES);
		hints_add(hints, names, row.help, 0);
	}
}

/* --- the help -------------------------------------------------------------------------------- */

static const struct binding rows[] = {
	{.key = 'k',
	 .request = REQUEST_UP,
	 .name = "k",
	 .help = "up",
	 .word = "scroll",
	 .shown = "up down"},
	{.key = K_UP, .request = REQUEST_UP, .name = "up"},
	{.key = 'j', .request = REQUEST_DOWN, .name = "j", .help = "down"},
	{.key = K_DOWN, .request = REQUEST_DOWN, .name = "down"},
	{.key = K_ENTER, .request = REQUEST_ENTER, .name = "enter", .help = "close them"},
	{.key = ' ', .request = REQUEST_ENTER, .name = "space"},
	{0},
};

const struct keymap help_keymap = {
	.title = "While the keys are shown",
	.groups = {rows, keys_common, keys_terminal},
	.wordings = {{REQUEST_HELP, "close them", NULL}, {REQUEST_QUIT, "close it", "close"}},
};

void help_open(struct help *help, const struct keymap *shown)
{
	*help = (struct help){.shown = shown};
}

bool help_press(struct help *help, enum request request)
{
	switch (request) {
	case REQUEST_UP:
		help->scroll -= help->scroll > 0;
		return true;
	case REQUEST_DOWN:
		help->scroll++;
		return true;
	case REQUEST_ENTER:
	case REQUEST_HELP:
	case REQUEST_QUIT:
		help->shown = NULL;
		return true;
	default:
		return false;
	}
}

void help_draw(struct help *help, struct canvas *canvas, struct rect at, const struct hints *hints)
{
	help->scroll = overlay_help(canvas, at, hints->list, hints->count, help->scroll);
}
