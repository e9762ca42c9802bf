/*
 * Tables of glyphs: what stands for what in ASCII, and which lines meet in a box-drawing glyph.
 */
#include "view/cells/glyph.h"
#include "base/utf8.h"

#include <stddef.h>
#include <string.h>

struct twin {
	const char *glyph;
	char ascii;
};

static const struct twin twins[] = {
	{GLYPH_HERE, '>'},
	{GLYPH_BACK, '<'},
	{GLYPH_UP, '^'},
	{GLYPH_DOWN, 'v'},
	{GLYPH_NEXT, '>'},
	{GLYPH_TOKEN, 'o'},
	{GLYPH_TAKEN, '.'},
	{GLYPH_EMPTY, '.'},
	{GLYPH_DONE, 'v'},
	{GLYPH_DEAD, 'x'},
	{GLYPH_LEFT_END, '['},
	{GLYPH_RIGHT_END, ']'},
	{"▁", '_'},
	{"▂", '_'},
	{"▃", '-'},
	{"▄", '-'},
	{"▅", '='},
	{"▆", '='},
	{"▇", '#'},
	{"█", '#'},
	{"░", '.'},
};

#define ARMS4(up, right, down, left) ((up) | (right) << 2 | (down) << 4 | (left) << 6)

struct joint {
	const char *glyph;
	unsigned char arms;
};

/* For arms that two glyphs share the first is the one that is drawn. */
static const struct joint joints[] = {
	{"─", ARMS4(0, 1, 0, 1)}, {"│", ARMS4(1, 0, 1, 0)}, {"╭", ARMS4(0, 1, 1, 0)},
	{"╮", ARMS4(0, 0, 1, 1)}, {"╰", ARMS4(1, 1, 0, 0)}, {"╯", ARMS4(1, 0, 0, 1)},
	{"┌", ARMS4(0, 1, 1, 0)}, {"┐", ARMS4(0, 0, 1, 1)}, {"└", ARMS4(1, 1, 0, 0)},
	{"┘", ARMS4(1, 0, 0, 1)}, {"├", ARMS4(1, 1, 1, 0)}, {"┤", ARMS4(1, 0, 1, 1)},
	{"┬", ARMS4(0, 1, 1, 1)}, {"┴", ARMS4(1, 1, 0, 1)}, {"┼", ARMS4(1, 1, 1, 1)},
	{"╵", ARMS4(1, 0, 0, 0)}, {"╶", ARMS4(0, 1, 0, 0)}, {"╷", ARMS4(0, 0, 1, 0)},
	{"╴", ARMS4(0, 0, 0, 1)}, {"━", ARMS4(0, 2, 0, 2)}, {"┃", ARMS4(2, 0, 2, 0)},
	{"┏", ARMS4(0, 2, 2, 0)}, {"┓", ARMS4(0, 0, 2, 2)}, {"┗", ARMS4(2, 2, 0, 0)},
	{"┛", ARMS4(2, 0, 0, 2)}, {"┠", ARMS4(2, 1, 2, 0)}, {"┨", ARMS4(2, 0, 2, 1)},
	{"┯", ARMS4(0, 2, 1, 2)}, {"┷", ARMS4(1, 2, 0, 2)}, {"═", ARMS4(0, 3, 0, 3)},
	{"║", ARMS4(3, 0, 3, 0)}, {"╔", ARMS4(0, 3, 3, 0)}, {"╗", ARMS4(0, 0, 3, 3)},
	{"╚", ARMS4(3, 3, 0, 0)}, {"╝", ARMS4(3, 0, 0, 3)}, {"╟", ARMS4(3, 1, 3, 0)},
	{"╢", ARMS4(3, 0, 3, 1)}, {"╤", ARMS4(0, 3, 1, 3)}, {"╧", ARMS4(1, 3, 0, 3)},
	{"╫", ARMS4(3, 1, 3, 1)}, {"╪", ARMS4(1, 3, 1, 3)}, {"-", ARMS4(0, 1, 0, 1)},
	{"|", ARMS4(1, 0, 1, 0)}, {"+", ARMS4(1, 1, 1, 1)},
};

enum { JOINTS = sizeof(joints) / sizeof(joints[0]) };

static char ascii_of_arms(unsigned arms)
{
	const unsigned sideways = ARMS4(0, 3, 0, 3), upright = ARMS4(3, 0, 3, 0);

	if (!(arms & upright))
		return (arms & sideways) == ARMS4(0, 3, 0, 3) ? '=' : '-';
	return arms & sideways ? '+' : '|';
}

char glyph_ascii(uint32_t character)
{
	const char *at;

	for (size_t i = 0; i < sizeof(twins) / sizeof(twins[0]); i++) {
		at = twins[i].glyph;
		if (utf8_next(&at) == character)
			return twins[i].ascii;
	}
	for (size_t i = 0; i < JOINTS; i++) {
		at = joints[i].glyph;
		if (utf8_next(&at) == character)
			return ascii_of_arms(joints[i].arms);
	}
	return 0;
}

const char *glyph_bar(int eighths)
{
	static const char *const bars[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

	if (eighths < 0)
		return bars[0];
	return bars[eighths > GLYPH_BARS ? GLYPH_BARS : eighths];
}

unsigned glyph_arms(const char *text)
{
	for (size_t i = 0; i < JOINTS; i++)
		if (!strcmp(joints[i].glyph, text))
			return joints[i].arms;
	return 0;
}

const char *glyph_joint(unsigned arms)
{
	for (size_t i = 0; i < JOINTS; i++)
		if (joints[i].arms == arms)
			return joints[i].glyph;
	return NULL;
}
