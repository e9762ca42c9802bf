/*
 * Digits as bitmaps of 3 x 5 dots, each dot one or two columns wide.
 */
#include "view/big.h"

#include <string.h>

enum { DOTS = 3, GAP = 1 };

static const char characters[] = "0123456789-?";

/* Three bits a row, the leftmost dot highest. */
static const unsigned char dots[][BIG_ROWS] = {
	{7, 5, 5, 5, 7}, {2, 6, 2, 2, 7}, {7, 1, 7, 4, 7}, {7, 1, 7, 1, 7},
	{5, 5, 7, 1, 1}, {7, 4, 7, 1, 7}, {7, 4, 7, 5, 7}, {7, 1, 1, 1, 1},
	{7, 5, 7, 5, 7}, {7, 5, 7, 1, 7}, {0, 0, 7, 0, 0}, {7, 1, 3, 0, 2},
};

int big_columns(const char *text)
{
	size_t length = strlen(text);

	if (!length || strspn(text, characters) != length)
		return 0;
	return (int)length * (DOTS + GAP) - GAP;
}

static void draw_digit(struct canvas *cv, int row, int col, int scale, enum role role, char digit)
{
	const unsigned char *bitmap = dots[strchr(characters, digit) - characters];

	for (int y = 0; y < BIG_ROWS; y++)
		for (int x = 0; x < DOTS; x++)
			if (bitmap[y] >> (DOTS - 1 - x) & 1)
				canvas_fill(cv, (struct rect){row + y, col + x * scale, 1, scale},
					    role, "█");
}

void big_draw(struct canvas *cv, struct rect at, enum role role, const char *text)
{
	int cols = big_columns(text), scale = 2 * cols + 2 <= at.cols ? 2 : 1;
	int col = at.col + (at.cols - cols * scale) / 2, row = at.row + (at.rows - BIG_ROWS) / 2;

	for (; cols && *text; text++, col += (DOTS + GAP) * scale)
		draw_digit(cv, row, col, scale, role, *text);
}
