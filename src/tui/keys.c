/*
 * What keymaps have in common: the rows that are the same everywhere, and finding keys.
 */
#include "tui/keys.h"

#include <stdio.h>

enum { CTRL_L = 'L' & 0x1f, CTRL_Z = 'Z' & 0x1f };

const struct binding keys_lines[] = {
	{.key = 'k',
	 .request = REQUEST_UP,
	 .name = "k",
	 .help = "the line above",
	 .shown = "up down"},
	{.key = K_UP, .request = REQUEST_UP, .name = "up"},
	{.key = 'j', .request = REQUEST_DOWN, .name = "j", .help = "the line below"},
	{.key = K_DOWN, .request = REQUEST_DOWN, .name = "down"},
	{0},
};

const struct binding keys_panes[] = {
	{.key = K_TAB, .request = REQUEST_NEXT_PANE, .name = "tab", .help = "the next pane"},
	{.key = K_BACK_TAB,
	 .request = REQUEST_PREVIOUS_PANE,
	 .name = "shift-tab",
	 .help = "the pane before"},
	{.key = 'k', .request = REQUEST_UP, .name = "k", .help = "up in the pane"},
	{.key = K_UP, .request = REQUEST_UP, .name = "up"},
	{.key = 'j', .request = REQUEST_DOWN, .name = "j", .help = "down in the pane"},
	{.key = K_DOWN, .request = REQUEST_DOWN, .name = "down"},
	{.key = K_ENTER,
	 .request = REQUEST_ENTER,
	 .name = "enter",
	 .help = "put the verdict away, or show it again"},
	{0},
};

const struct binding keys_common[] = {
	{.key = 'c', .request = REQUEST_THEME, .name = "c", .help = "other colours"},
	{.key = '?', .request = REQUEST_HELP, .name = "?", .help = "the keys", .word = "keys"},
	{.key = K_F1, .request = REQUEST_HELP, .name = "f1"},
	{.key = 'q', .request = REQUEST_QUIT, .name = "q", .help = "leave", .word = "quit"},
	{.key = K_ESCAPE, .request = REQUEST_QUIT, .name = "esc"},
	{0},
};

const struct binding keys_terminal[] = {
	{.key = CTRL_Z,
	 .request = REQUEST_SUSPEND,
	 .name = "ctrl-z",
	 .help = "back to the shell; fg returns here"},
	{.key = CTRL_L,
	 .request = REQUEST_REDRAW,
	 .name = "ctrl-l",
	 .help = "draw the screen afresh"},
	{0},
};

const struct keymap keys_everywhere = {
	.title = "Everywhere",
	.groups = {keys_common, keys_terminal},
};

/* A row as it is written, NULL past the last. */
static const struct binding *row_at(const struct keymap *map, size_t number)
{
	for (int group = 0; group < KEYMAP_GROUPS && map->groups[group]; group++) {
		for (const struct binding *row = map->groups[group]; row->request; row++) {
			if (number-- == 0)
				return row;
		}
	}
	return NULL;
}

bool keys_row(const struct keymap *map, size_t number, struct binding *row)
{
	const struct binding *found = row_at(map, number);

	if (!found)
		return false;
	*row = *found;
	for (int i = 0; found->help && i < KEYMAP_WORDINGS; i++) {
		const struct wording *wording = &map->wordings[i];

		if (wording->request != row->request)
			continue;
		row->help = wording->help ? wording->help : row->help;
		row->word = wording->word;
	}
	return true;
}

struct press keys_find(const struct keymap *map, int key)
{
	const struct binding *row;

	for (size_t i = 0; (row = row_at(map, i)); i++) {
		int last = row->last ? row->last : row->key;

		if (key >= row->key && key <= last)
			return (struct press){row->request, key - row->key, key};
	}
	return (struct press){REQUEST_NONE, 0, key};
}

enum request keys_of_terminal(int key)
{
	for (const struct binding *row = keys_terminal; row->request; row++) {
		if (row->key == key)
			return row->request;
	}
	return REQUEST_NONE;
}

size_t keys_names(const struct keymap *map, enum request request, char *out, size_t size)
{
	const struct binding *row;
	size_t length = 0;

	if (size > 0)
		out[0] = '\0';
	for (size_t i = 0; (row = row_at(map, i)); i++) {
		size_t at = length < size ? length : size;

		if (row->request == request)
			length += (size_t)snprintf(out + at, size - at, "%s%s", length ? " " : "",
						   row->name);
	}
	return length;
}
