/*
 * The tables of keys. A row without help is another key for the row above it. Letters that no row
 * of the stage has are free for the toggles of the demos.
 */
#include "tui/keys.h"

#include <stdio.h>

#define ARRAY_LEN(a)	(sizeof(a) / sizeof *(a))
#define CONTROL(letter) ((letter)&0x1f)

static const struct binding menu_rows[] = {
	{'k', 0, REQUEST_UP, "k", "the demo above", NULL},
	{K_UP, 0, REQUEST_UP, "up", NULL, NULL},
	{'j', 0, REQUEST_DOWN, "j", "the demo below", NULL},
	{K_DOWN, 0, REQUEST_DOWN, "down", NULL, NULL},
	{K_PAGE_UP, 0, REQUEST_PAGE_UP, "pgup", "a page up", NULL},
	{K_PAGE_DOWN, 0, REQUEST_PAGE_DOWN, "pgdn", "a page down", NULL},
	{K_HOME, 0, REQUEST_HOME, "home", "the first demo", NULL},
	{K_END, 0, REQUEST_END, "end", "the last demo", NULL},
	{K_ENTER, 0, REQUEST_ENTER, "enter", "open the demo", "open"},
	{' ', 0, REQUEST_ENTER, "space", NULL, NULL},
	{K_RIGHT, 0, REQUEST_ENTER, "right", NULL, NULL},
	{'v', 0, REQUEST_COMPARISON, "v", "four ways to talk, compared and measured", "compare"},
	{'c', 0, REQUEST_THEME, "c", "other colours", "colours"},
	{'?', 0, REQUEST_HELP, "?", "the keys", "keys"},
	{K_F1, 0, REQUEST_HELP, "f1", NULL, NULL},
	{'q', 0, REQUEST_QUIT, "q", "leave", "quit"},
	{K_ESCAPE, 0, REQUEST_QUIT, "esc", NULL, NULL},
	{CONTROL('Z'), 0, REQUEST_SUSPEND, "ctrl-z", "back to the shell; fg returns here", NULL},
	{CONTROL('L'), 0, REQUEST_REDRAW, "ctrl-l", "draw the screen afresh", NULL},
};

static const struct binding stage_rows[] = {
	{' ', 0, REQUEST_PLAY, "space", "play and pause", "play"},
	{'.', 0, REQUEST_STEP, ".", "one step, by whoever's turn it is", "step"},
	{K_RIGHT, 0, REQUEST_STEP, "right", NULL, NULL},
	{K_PAGE_DOWN, 0, REQUEST_STEP, "pgdn", NULL, NULL},
	{'0', '9', REQUEST_STEP_PROCESS, "0-9", "one step by that process; in the past: a branch",
	 "who"},
	{',', 0, REQUEST_BACK, ",", "one step back", "back"},
	{K_LEFT, 0, REQUEST_BACK, "left", NULL, NULL},
	{K_PAGE_UP, 0, REQUEST_BACK, "pgup", NULL, NULL},
	{K_HOME, 0, REQUEST_HOME, "home", "the beginning of the run", NULL},
	{K_END, 0, REQUEST_END, "end", "the newest step", NULL},
	{'g', 0, REQUEST_GO_THERE, "g", "the step where it went wrong", NULL},
	{'+', 0, REQUEST_FASTER, "+", "play faster", NULL},
	{'=', 0, REQUEST_FASTER, "=", NULL, NULL},
	{'-', 0, REQUEST_SLOWER, "-", "play slower", NULL},
	{'_', 0, REQUEST_SLOWER, "_", NULL, NULL},
	{'r', 0, REQUEST_RESTART, "r", "start again, same seed", "again"},
	{'R', 0, REQUEST_NEW_SEED, "R", "start again, another seed", NULL},
	{'t', 0, REQUEST_TOGGLES, "t", "plant or remove faults", "faults"},
	{'p', 0, REQUEST_PARAMETERS, "p", "change how many and how much", "parameters"},
	{'f', 0, REQUEST_FREE, "f", "run free, at full speed", "free"},
	{'x', 0, REQUEST_EXPLORE, "x", "try every interleaving, and count", "explore"},
	{'M', 0, REQUEST_CHALLENGES, "M", "make it fail: choose who goes next, with few switches",
	 "fail"},
	{'P', 0, REQUEST_PREDICT, "P", "predict: say what will come before it does", NULL},
	{'S', 0, REQUEST_RECORD, "S", "write the run into a file, for ipcstage replay", NULL},
	{'z', 0, REQUEST_ZOOM, "z", "look inside queues and pools", "inside"},
	{'w', 0, REQUEST_WAITS, "w", "who waits for whom", "waits"},
	{K_TAB, 0, REQUEST_NEXT_PANE, "tab", "the next pane", NULL},
	{K_BACK_TAB, 0, REQUEST_PREVIOUS_PANE, "shift-tab", "the pane before", NULL},
	{'k', 0, REQUEST_UP, "k", "up in the pane", NULL},
	{K_UP, 0, REQUEST_UP, "up", NULL, NULL},
	{'j', 0, REQUEST_DOWN, "j", "down in the pane", NULL},
	{K_DOWN, 0, REQUEST_DOWN, "down", NULL, NULL},
	{K_ENTER, 0, REQUEST_ENTER, "enter", "put the verdict away, or show it again", NULL},
	{'c', 0, REQUEST_THEME, "c", "other colours", NULL},
	{'?', 0, REQUEST_HELP, "?", "the keys", "keys"},
	{K_F1, 0, REQUEST_HELP, "f1", NULL, NULL},
	{'q', 0, REQUEST_QUIT, "q", "back to the list of demos", "back"},
	{K_ESCAPE, 0, REQUEST_QUIT, "esc", NULL, NULL},
	{CONTROL('Z'), 0, REQUEST_SUSPEND, "ctrl-z", "back to the shell; fg returns here", NULL},
	{CONTROL('L'), 0, REQUEST_REDRAW, "ctrl-l", "draw the screen afresh", NULL},
};

static const struct binding challenge_rows[] = {
	{'0', '9', REQUEST_STEP_PROCESS, "0-9", "that process takes a step; in the past: instead",
	 "who goes next"},
	{'h', 0, REQUEST_HINT, "h", "a hint; again: what each choice leads to", "hint"},
	{',', 0, REQUEST_BACK, ",", "take a step back", "take back"},
	{K_LEFT, 0, REQUEST_BACK, "left", NULL, NULL},
	{K_PAGE_UP, 0, REQUEST_BACK, "pgup", NULL, NULL},
	{'.', 0, REQUEST_STEP, ".", "forward again, after that", NULL},
	{K_RIGHT, 0, REQUEST_STEP, "right", NULL, NULL},
	{K_PAGE_DOWN, 0, REQUEST_STEP, "pgdn", NULL, NULL},
	{K_HOME, 0, REQUEST_HOME, "home", "the beginning", NULL},
	{K_END, 0, REQUEST_END, "end", "the newest step", NULL},
	{'r', 0, REQUEST_RESTART, "r", "try again, from the beginning", "again"},
	{'M', 0, REQUEST_CHALLENGES, "M", "another challenge", "another"},
	{'w', 0, REQUEST_WAITS, "w", "who waits for whom", NULL},
	{K_TAB, 0, REQUEST_NEXT_PANE, "tab", "the next pane", NULL},
	{K_BACK_TAB, 0, REQUEST_PREVIOUS_PANE, "shift-tab", "the pane before", NULL},
	{'k', 0, REQUEST_UP, "k", "up in the pane", NULL},
	{K_UP, 0, REQUEST_UP, "up", NULL, NULL},
	{'j', 0, REQUEST_DOWN, "j", "down in the pane", NULL},
	{K_DOWN, 0, REQUEST_DOWN, "down", NULL, NULL},
	{K_ENTER, 0, REQUEST_ENTER, "enter", "put the verdict away, or show it again", NULL},
	{'c', 0, REQUEST_THEME, "c", "other colours", NULL},
	{'?', 0, REQUEST_HELP, "?", "the keys", "keys"},
	{K_F1, 0, REQUEST_HELP, "f1", NULL, NULL},
	{'q', 0, REQUEST_QUIT, "q", "enough: the stage as it was", "enough"},
	{K_ESCAPE, 0, REQUEST_QUIT, "esc", NULL, NULL},
	{CONTROL('Z'), 0, REQUEST_SUSPEND, "ctrl-z", "back to the shell; fg returns here", NULL},
	{CONTROL('L'), 0, REQUEST_REDRAW, "ctrl-l", "draw the screen afresh", NULL},
};

static const struct binding question_rows[] = {
	{'1', '4', REQUEST_ANSWER, "1-4", "the answer; then it happens", "answer"},
	{'q', 0, REQUEST_QUIT, "q", "no answer, and nothing happens", "no answer"},
	{K_ESCAPE, 0, REQUEST_QUIT, "esc", NULL, NULL},
	{'c', 0, REQUEST_THEME, "c", "other colours", NULL},
	{'?', 0, REQUEST_HELP, "?", "the keys", "keys"},
	{K_F1, 0, REQUEST_HELP, "f1", NULL, NULL},
	{CONTROL('Z'), 0, REQUEST_SUSPEND, "ctrl-z", "back to the shell; fg returns here", NULL},
	{CONTROL('L'), 0, REQUEST_REDRAW, "ctrl-l", "draw the screen afresh", NULL},
};

static const struct binding ways_rows[] = {
	{'k', 0, REQUEST_UP, "k", "a line up", NULL},
	{K_UP, 0, REQUEST_UP, "up", NULL, NULL},
	{'j', 0, REQUEST_DOWN, "j", "a line down", NULL},
	{K_DOWN, 0, REQUEST_DOWN, "down", NULL, NULL},
	{'r', 0, REQUEST_RESTART, "r", "measure again", "measure again"},
	{'c', 0, REQUEST_THEME, "c", "other colours", "colours"},
	{'q', 0, REQUEST_QUIT, "q", "back to the list of demos", "back"},
	{K_ESCAPE, 0, REQUEST_QUIT, "esc", NULL, NULL},
	{CONTROL('Z'), 0, REQUEST_SUSPEND, "ctrl-z", "back to the shell; fg returns here", NULL},
	{CONTROL('L'), 0, REQUEST_REDRAW, "ctrl-l", "draw the screen afresh", NULL},
};

static const struct binding form_rows[] = {
	{'k', 0, REQUEST_UP, "k", "the line above", NULL},
	{K_UP, 0, REQUEST_UP, "up", NULL, NULL},
	{'j', 0, REQUEST_DOWN, "j", "the line below", NULL},
	{K_DOWN, 0, REQUEST_DOWN, "down", NULL, NULL},
	{'-', 0, REQUEST_LESS, "-", "less", "less"},
	{'_', 0, REQUEST_LESS, "_", NULL, NULL},
	{K_LEFT, 0, REQUEST_LESS, "left", NULL, NULL},
	{'+', 0, REQUEST_MORE, "+", "more", "more"},
	{'=', 0, REQUEST_MORE, "=", NULL, NULL},
	{K_RIGHT, 0, REQUEST_MORE, "right", NULL, NULL},
	{K_ENTER, 0, REQUEST_ENTER, "enter", "take it and start again", "take"},
	{' ', 0, REQUEST_ENTER, "space", NULL, NULL},
	{'q', 0, REQUEST_QUIT, "q", "leave it as it was", "cancel"},
	{K_ESCAPE, 0, REQUEST_QUIT, "esc", NULL, NULL},
	{CONTROL('Z'), 0, REQUEST_SUSPEND, "ctrl-z", "back to the shell; fg returns here", NULL},
	{CONTROL('L'), 0, REQUEST_REDRAW, "ctrl-l", "draw the screen afresh", NULL},
};

static const struct binding explore_rows[] = {
	{'k', 0, REQUEST_UP, "k", "the outcome above", NULL},
	{K_UP, 0, REQUEST_UP, "up", NULL, NULL},
	{'j', 0, REQUEST_DOWN, "j", "the outcome below", NULL},
	{K_DOWN, 0, REQUEST_DOWN, "down", NULL, NULL},
	{K_PAGE_UP, 0, REQUEST_PAGE_UP, "pgup", "ten outcomes up", NULL},
	{K_PAGE_DOWN, 0, REQUEST_PAGE_DOWN, "pgdn", "ten outcomes down", NULL},
	{K_ENTER, 0, REQUEST_ENTER, "enter", "step through it on the stage", "on the stage"},
	{'c', 0, REQUEST_THEME, "c", "other colours", NULL},
	{'?', 0, REQUEST_HELP, "?", "the keys", "what this is"},
	{K_F1, 0, REQUEST_HELP, "f1", NULL, NULL},
	{'q', 0, REQUEST_QUIT, "q", "back to the stage", "back"},
	{K_ESCAPE, 0, REQUEST_QUIT, "esc", NULL, NULL},
	{CONTROL('Z'), 0, REQUEST_SUSPEND, "ctrl-z", "back to the shell; fg returns here", NULL},
	{CONTROL('L'), 0, REQUEST_REDRAW, "ctrl-l", "draw the screen afresh", NULL},
};

static const struct {
	const struct binding *rows;
	size_t count;
} keymaps[] = {
	[KEYMAP_MENU] = {menu_rows, ARRAY_LEN(menu_rows)},
	[KEYMAP_STAGE] = {stage_rows, ARRAY_LEN(stage_rows)},
	[KEYMAP_CHALLENGE] = {challenge_rows, ARRAY_LEN(challenge_rows)},
	[KEYMAP_QUESTION] = {question_rows, ARRAY_LEN(question_rows)},
	[KEYMAP_FORM] = {form_rows, ARRAY_LEN(form_rows)},
	[KEYMAP_EXPLORE] = {explore_rows, ARRAY_LEN(explore_rows)},
	[KEYMAP_COMPARISON] = {ways_rows, ARRAY_LEN(ways_rows)},
};
_Static_assert(ARRAY_LEN(keymaps) == KEYMAP_COUNT, "a table of keys for every screen");

const struct binding *keys_rows(enum keymap map, size_t *count)
{
	*count = keymaps[map].count;
	return keymaps[map].rows;
}

struct press keys_find(enum keymap map, int key)
{
	for (size_t i = 0; i < keymaps[map].count; i++) {
		const struct binding *row = &keymaps[map].rows[i];
		int last = row->last ? row->last : row->key;
		if (key >= row->key && key <= last)
			return (struct press){row->request, key - row->key};
	}
	return (struct press){REQUEST_NONE, 0};
}

size_t keys_names(enum keymap map, enum request request, char *out, size_t size)
{
	size_t length = 0;

	if (size > 0)
		out[0] = '\0';
	for (size_t i = 0; i < keymaps[map].count; i++) {
		const struct binding *row = &keymaps[map].rows[i];
		if (row->request != request)
			continue;
		size_t at = length < size ? length : size;
		length +=
			(size_t)snprintf(out + at, size - at, "%s%s", length ? " " : "", row->name);
	}
	return length;
}
