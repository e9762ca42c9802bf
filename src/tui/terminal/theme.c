/*
 * The themes. Backgrounds stay the terminal's own, except where white on red has to be seen from
 * the back row. None but `mono` tells things apart by style alone, and none by colour alone:
 * whatever is drawn in a role also says it in a word.
 */
#include "tui/terminal/theme.h"

#include <stdlib.h>
#include <string.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof *(a))

enum { OWN = -1, BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE };

/* The palette of Okabe and Ito for the colour-blind, as the nearest of xterm's 256 colours. */
enum {
	OKABE_ORANGE = 178,
	OKABE_SKY = 74,
	OKABE_GREEN = 35,
	OKABE_YELLOW = 221,
	OKABE_VERMILION = 166,
	OKABE_PURPLE = 175,
	OKABE_GREY = 246,
};

/* The same hues, dark enough to be read on white (contrast 4.5 or more). */
enum {
	DARK_ORANGE = 94,
	DARK_BLUE = 25,
	DARK_GREEN = 22,
	DARK_VERMILION = 124,
	DARK_PURPLE = 90,
	DARK_GREY = 240,
};

/* One role a line: clang-format would fill the lines. */
// clang-format off
const struct theme themes[] = {
	{"default", 8, {
		[ROLE_PLAIN] = {OWN, OWN, 0},
		[ROLE_DIM] = {OWN, OWN, STYLE_DIM},
		[ROLE_STRONG] = {OWN, OWN, STYLE_BOLD},
		[ROLE_TITLE] = {OWN, OWN, STYLE_BOLD},
		[ROLE_BORDER] = {OWN, OWN, STYLE_DIM},
		[ROLE_KEY] = {CYAN, OWN, STYLE_BOLD},
		[ROLE_BAR] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_BAR_STRONG] = {OWN, OWN, STYLE_REVERSE | STYLE_BOLD},
		[ROLE_PROCESS] = {OWN, OWN, 0},
		[ROLE_RUNNING] = {GREEN, OWN, STYLE_BOLD},
		[ROLE_WAITING] = {YELLOW, OWN, 0},
		[ROLE_OBJECT] = {CYAN, OWN, 0},
		[ROLE_ITEM] = {MAGENTA, OWN, 0},
		[ROLE_MOVING] = {MAGENTA, OWN, STYLE_BOLD},
		[ROLE_GOOD] = {GREEN, OWN, STYLE_BOLD},
		[ROLE_BAD] = {RED, OWN, STYLE_BOLD},
		[ROLE_SELECTED] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_SOURCE] = {OWN, OWN, 0},
	}},
	{"okabe-ito", 256, {
		[ROLE_PLAIN] = {OWN, OWN, 0},
		[ROLE_DIM] = {OKABE_GREY, OWN, 0},
		[ROLE_STRONG] = {OWN, OWN, STYLE_BOLD},
		[ROLE_TITLE] = {OKABE_SKY, OWN, STYLE_BOLD},
		[ROLE_BORDER] = {OKABE_GREY, OWN, 0},
		[ROLE_KEY] = {OKABE_YELLOW, OWN, STYLE_BOLD},
		[ROLE_BAR] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_BAR_STRONG] = {OWN, OWN, STYLE_REVERSE | STYLE_BOLD},
		[ROLE_PROCESS] = {OWN, OWN, 0},
		[ROLE_RUNNING] = {OKABE_GREEN, OWN, STYLE_BOLD},
		[ROLE_WAITING] = {OKABE_ORANGE, OWN, 0},
		[ROLE_OBJECT] = {OKABE_SKY, OWN, 0},
		[ROLE_ITEM] = {OKABE_PURPLE, OWN, 0},
		[ROLE_MOVING] = {OKABE_PURPLE, OWN, STYLE_BOLD},
		[ROLE_GOOD] = {OKABE_GREEN, OWN, STYLE_BOLD},
		[ROLE_BAD] = {OKABE_VERMILION, OWN, STYLE_BOLD | STYLE_UNDERLINE},
		[ROLE_SELECTED] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_SOURCE] = {OWN, OWN, 0},
	}},
	{"okabe-ito-light", 256, {
		[ROLE_PLAIN] = {OWN, OWN, 0},
		[ROLE_DIM] = {DARK_GREY, OWN, 0},
		[ROLE_STRONG] = {OWN, OWN, STYLE_BOLD},
		[ROLE_TITLE] = {DARK_BLUE, OWN, STYLE_BOLD},
		[ROLE_BORDER] = {DARK_GREY, OWN, 0},
		[ROLE_KEY] = {DARK_ORANGE, OWN, STYLE_BOLD},
		[ROLE_BAR] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_BAR_STRONG] = {OWN, OWN, STYLE_REVERSE | STYLE_BOLD},
		[ROLE_PROCESS] = {OWN, OWN, 0},
		[ROLE_RUNNING] = {DARK_GREEN, OWN, STYLE_BOLD},
		[ROLE_WAITING] = {DARK_ORANGE, OWN, 0},
		[ROLE_OBJECT] = {DARK_BLUE, OWN, 0},
		[ROLE_ITEM] = {DARK_PURPLE, OWN, 0},
		[ROLE_MOVING] = {DARK_PURPLE, OWN, STYLE_BOLD},
		[ROLE_GOOD] = {DARK_GREEN, OWN, STYLE_BOLD},
		[ROLE_BAD] = {DARK_VERMILION, OWN, STYLE_BOLD | STYLE_UNDERLINE},
		[ROLE_SELECTED] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_SOURCE] = {OWN, OWN, 0},
	}},
	{"high-contrast", 8, {
		[ROLE_PLAIN] = {OWN, OWN, STYLE_BOLD},
		[ROLE_DIM] = {OWN, OWN, 0},
		[ROLE_STRONG] = {OWN, OWN, STYLE_BOLD | STYLE_UNDERLINE},
		[ROLE_TITLE] = {OWN, OWN, STYLE_REVERSE | STYLE_BOLD},
		[ROLE_BORDER] = {OWN, OWN, STYLE_BOLD},
		[ROLE_KEY] = {OWN, OWN, STYLE_REVERSE | STYLE_BOLD},
		[ROLE_BAR] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_BAR_STRONG] = {OWN, OWN, STYLE_REVERSE | STYLE_BOLD},
		[ROLE_PROCESS] = {OWN, OWN, STYLE_BOLD},
		[ROLE_RUNNING] = {BLACK, GREEN, 0},
		[ROLE_WAITING] = {OWN, OWN, 0},
		[ROLE_OBJECT] = {OWN, OWN, STYLE_BOLD},
		[ROLE_ITEM] = {OWN, OWN, STYLE_BOLD},
		[ROLE_MOVING] = {BLACK, YELLOW, 0},
		[ROLE_GOOD] = {BLACK, GREEN, 0},
		[ROLE_BAD] = {WHITE, RED, STYLE_BOLD},
		[ROLE_SELECTED] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_SOURCE] = {OWN, OWN, STYLE_BOLD},
	}},
	{"light", 8, {
		[ROLE_PLAIN] = {OWN, OWN, 0},
		[ROLE_DIM] = {OWN, OWN, STYLE_DIM},
		[ROLE_STRONG] = {OWN, OWN, STYLE_BOLD},
		[ROLE_TITLE] = {BLUE, OWN, STYLE_BOLD},
		[ROLE_BORDER] = {OWN, OWN, STYLE_DIM},
		[ROLE_KEY] = {BLUE, OWN, STYLE_BOLD},
		[ROLE_BAR] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_BAR_STRONG] = {OWN, OWN, STYLE_REVERSE | STYLE_BOLD},
		[ROLE_PROCESS] = {OWN, OWN, 0},
		[ROLE_RUNNING] = {OWN, OWN, STYLE_BOLD},
		[ROLE_WAITING] = {MAGENTA, OWN, 0},
		[ROLE_OBJECT] = {BLUE, OWN, 0},
		[ROLE_ITEM] = {BLUE, OWN, 0},
		[ROLE_MOVING] = {BLUE, OWN, STYLE_BOLD | STYLE_UNDERLINE},
		[ROLE_GOOD] = {BLUE, OWN, STYLE_BOLD},
		[ROLE_BAD] = {RED, OWN, STYLE_BOLD | STYLE_UNDERLINE},
		[ROLE_SELECTED] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_SOURCE] = {OWN, OWN, 0},
	}},
	{"mono", 0, {
		[ROLE_PLAIN] = {OWN, OWN, 0},
		[ROLE_DIM] = {OWN, OWN, STYLE_DIM},
		[ROLE_STRONG] = {OWN, OWN, STYLE_BOLD},
		[ROLE_TITLE] = {OWN, OWN, STYLE_BOLD},
		[ROLE_BORDER] = {OWN, OWN, 0},
		[ROLE_KEY] = {OWN, OWN, STYLE_BOLD},
		[ROLE_BAR] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_BAR_STRONG] = {OWN, OWN, STYLE_REVERSE | STYLE_BOLD},
		[ROLE_PROCESS] = {OWN, OWN, STYLE_BOLD},
		[ROLE_RUNNING] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_WAITING] = {OWN, OWN, 0},
		[ROLE_OBJECT] = {OWN, OWN, STYLE_BOLD},
		[ROLE_ITEM] = {OWN, OWN, STYLE_UNDERLINE},
		[ROLE_MOVING] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_GOOD] = {OWN, OWN, STYLE_BOLD},
		[ROLE_BAD] = {OWN, OWN, STYLE_REVERSE | STYLE_BOLD},
		[ROLE_SELECTED] = {OWN, OWN, STYLE_REVERSE},
		[ROLE_SOURCE] = {OWN, OWN, 0},
	}},
};
// clang-format on
const unsigned theme_count = ARRAY_LEN(themes);

const struct theme *theme_find(const char *name)
{
	for (unsigned i = 0; i < theme_count; i++)
		if (strcmp(themes[i].name, name) == 0)
			return &themes[i];
	return NULL;
}

/* "INK;PAPER", or "INK;default;PAPER": of the sixteen colours white and all bright ones but grey.
 */
static bool is_light(const char *background)
{
	const char *paper = background ? strrchr(background, ';') : NULL;
	char *end;
	long number = paper ? strtol(paper + 1, &end, 10) : 0;

	return paper && end != paper + 1 && *end == '\0' &&
	       (number == 7 || (number >= 9 && number <= 15));
}

const struct theme *theme_first(int colours, const char *background)
{
	const struct theme *light = theme_find("light");

	if (is_light(background) && light->colours <= colours)
		return light;
	return theme_next(&themes[theme_count - 1], colours);
}

const struct theme *theme_next(const struct theme *theme, int colours)
{
	unsigned at = (unsigned)(theme - themes);

	do
		at = (at + 1) % theme_count;
	while (themes[at].colours > colours && &themes[at] != theme);
	return &themes[at];
}
