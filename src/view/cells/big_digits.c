/*
 * Digits as bitmaps of 3 x 5 dots, a dot from one cell up to four columns by two rows.
 */
#include "view/cells/big_digits.h"

#include <string.h>

enum { DOTS = 3, GAP = 1 };

struct point {
	int row, col;
};

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

/* A digit whose dots are `wide` columns by `high` rows. */
static void draw_digit(struct canvas *cv, struct point at, int wide, int high, enum role role,
		       char digit)
{
	const unsigned char *bitmap = dots[strchr(characters, digit) - characters];

	for (int y = 0; y < BIG_ROWS; y++)
		for (int x = 0; x < DOTS; x++)
			if (bitmap[y] >> (DOTS - 1 - x) & 1)
				canvas_fill(cv,
					    (struct rect){at.row + y * high, at.col + x * wide,
							  high, wide},
					    role, "█");
}

void big_draw(struct canvas *cv, struct rect at, enum role role, const char *text)
{
	int cols = big_columns(text), wide = 1, high = 1;
	struct point to;

	if (2 * cols + 2 <= at.cols)
		wide = 2;
	if (4 * cols + 2 <= at.cols && 2 * BIG_ROWS <= at.rows)
		wide = 4, high = 2;
	to = (struct point){at.row + (at.rows - BIG_ROWS * high) / 2,
			    at.col + (at.cols - cols * wide) / 2};
	for (; cols && *text; text++, to.col += (DOTS + GAP) * wide)
		draw_digit(cv, to, wide, high, role, *text);
}
