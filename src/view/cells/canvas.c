/*
 * The grid of cells. Everything ends in put(), which clips, keeps wide characters whole and puts
 * ASCII twins where they are asked for: half a wide character would shift the rest of its line
 * on real terminals, and one in the last column would wrap.
 */
#include "view/cells/canvas.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/printable.h"
#include "base/utf8.h"
#include "view/cells/glyph.h"
#include "view/cells/text.h"
#include "view/cells/width.h"

int canvas_init(struct canvas *canvas, int rows, int cols, bool ascii)
{
	size_t count = (size_t)(rows > 0 ? rows : 0) * (size_t)(cols > 0 ? cols : 0);
	struct cell *cells = calloc(count ? count : 1, sizeof(*cells));

	if (!cells)
		return -ENOMEM;
	*canvas = (struct canvas){.rows = count ? rows : 0, .cols = count ? cols : 0};
	canvas->ascii = ascii;
	canvas->cells = cells;
	canvas_clear(canvas);
	return 0;
}

void canvas_release(struct canvas *canvas)
{
	free(canvas->cells);
	*canvas = (struct canvas){0};
}

static void blank(struct cell *cell, enum role role)
{
	*cell = (struct cell){.text = " ", .role = (uint8_t)role};
}

void canvas_clear(struct canvas *canvas)
{
	for (int i = 0; i < canvas->rows * canvas->cols; i++)
		blank(&canvas->cells[i], ROLE_PLAIN);
	canvas->clip = (struct rect){0, 0, canvas->rows, canvas->cols};
}

struct rect rect_cut(struct rect at, struct rect by)
{
	int row = at.row > by.row ? at.row : by.row, col = at.col > by.col ? at.col : by.col;
	int end_row = at.row + at.rows, end_col = at.col + at.cols;

	if (end_row > by.row + by.rows)
		end_row = by.row + by.rows;
	if (end_col > by.col + by.cols)
		end_col = by.col + by.cols;
	if (end_row <= row || end_col <= col)
		return (struct rect){row, col, 0, 0};
	return (struct rect){row, col, end_row - row, end_col - col};
}

struct rect rect_inside(struct rect at)
{
	if (at.rows < 2 || at.cols < 2)
		return (struct rect){at.row, at.col, 0, 0};
	return (struct rect){at.row + 1, at.col + 1, at.rows - 2, at.cols - 2};
}

struct rect canvas_clip(struct canvas *canvas, struct rect clip)
{
	struct rect former = canvas->clip;

	canvas->clip = rect_cut(clip, (struct rect){0, 0, canvas->rows, canvas->cols});
	return former;
}

struct cell *canvas_at(struct canvas *canvas, int row, int col)
{
	if (row < 0 || col < 0 || row >= canvas->rows || col >= canvas->cols)
		return NULL;
	return &canvas->cells[row * canvas->cols + col];
}

static bool in_clip(const struct canvas *canvas, int row, int col)
{
	const struct rect *clip = &canvas->clip;

	return row >= clip->row && row < clip->row + clip->rows && col >= clip->col &&
	       col < clip->col + clip->cols;
}

/* A wide character whose other half is about to be overwritten leaves a blank. */
static void break_wide(struct canvas *canvas, int row, int col)
{
	struct cell *cell = canvas_at(canvas, row, col), *right = canvas_at(canvas, row, col + 1);
	struct cell *left = canvas_at(canvas, row, col - 1);

	if (!cell->text[0] && left)
		blank(left, left->role);
	if (right && !right->text[0])
		blank(right, right->role);
}

/* Write one character of one or two columns; what is cut in two by the clip becomes a blank. */
static void put(struct canvas *canvas, int row, int col, enum role role, const char *bytes,
		size_t length, int width)
{
	bool whole = in_clip(canvas, row, col) && in_clip(canvas, row, col + width - 1);
	struct cell *cell;

	for (int i = 0; i < width; i++) {
		if (!in_clip(canvas, row, col + i))
			continue;
		break_wide(canvas, row, col + i);
		cell = canvas_at(canvas, row, col + i);
		blank(cell, role);
		if (whole && i)
			cell->text[0] = '\0';
	}
	if (!whole)
		return;
	cell = canvas_at(canvas, row, col);
	memcpy(cell->text, bytes, length);
	cell->text[length] = '\0';
}

/* Add a combining mark to the character that ends left of a column. */
static void combine(struct canvas *canvas, int row, int col, const char *bytes, size_t length)
{
	struct cell *cell = canvas_at(canvas, row, col - 1);
	size_t used;

	if (!cell || !in_clip(canvas, row, col - 1))
		return;
	if (!cell->text[0])
		cell--;
	used = strlen(cell->text);
	if (used + length < sizeof(cell->text)) {
		memcpy(cell->text + used, bytes, length);
		cell->text[used + length] = '\0';
	}
}

/* What is really written for a character: itself, its twin, or '?'. */
static const char *shown(const struct canvas *canvas, uint32_t c, const char *bytes, size_t *length,
			 char twin[2])
{
	bool is_shown = printable_is(c);

	if (is_shown && (c < 0x80 || !canvas->ascii))
		return bytes;
	twin[0] = is_shown ? glyph_ascii(c) : 0;
	twin[0] = twin[0] ? twin[0] : '?';
	twin[1] = '\0';
	*length = 1;
	return twin;
}

int canvas_text(struct canvas *canvas, int row, int col, int cols, enum role role, const char *text)
{
	const char *at = text, *bytes = text;
	char twin[2];
	int used = 0, width;
	size_t length;

	for (uint32_t c; (c = utf8_next(&at)); bytes = at) {
		width = width_of(c);
		length = (size_t)(at - bytes);
		if (cols >= 0 && used + width > cols)
			break;
		bytes = shown(canvas, c, bytes, &length, twin);
		if (width && bytes == twin) {
			for (int i = 0; i < width; i++)
				put(canvas, row, col + used + i, role, bytes, length, 1);
		} else if (width) {
			put(canvas, row, col + used, role, bytes, length, width);
		} else if (used && bytes != twin) {
			combine(canvas, row, col + used, bytes, length);
		}
		used += width;
	}
	return used;
}

int canvas_print(struct canvas *canvas, int row, int col, int cols, enum role role,
		 const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (cols > 4 && text_columns(text) > cols) {
		text[text_fit(text, cols - 3)] = '\0';
		cols = canvas_text(canvas, row, col, cols, role, text);
		return cols + canvas_text(canvas, row, col + cols, 3, role, "...");
	}
	return canvas_text(canvas, row, col, cols, role, text);
}

int canvas_wrap(struct canvas *canvas, struct rect at, enum role role, const char *text)
{
	int row = 0;

	if (at.cols <= 0)
		return 0;
	for (const char *next; *text; text = next, row++) {
		int length = (int)text_wrap(text, at.cols, &next);

		if (row < at.rows)
			canvas_print(canvas, at.row + row, at.col, at.cols, role, "%.*s", length,
				     text);
	}
	return row;
}

void canvas_fill(struct canvas *canvas, struct rect at, enum role role, const char *glyph)
{
	for (int row = 0; row < at.rows; row++)
		for (int col = 0; col < at.cols; col++)
			canvas_text(canvas, at.row + row, at.col + col, 1, role, glyph);
}

void canvas_paint(struct canvas *canvas, struct rect at, enum role role)
{
	at = rect_cut(at, canvas->clip);
	for (int row = at.row; row < at.row + at.rows; row++)
		for (int col = at.col; col < at.col + at.cols; col++)
			canvas_at(canvas, row, col)->role = (uint8_t)role;
}

/* The six glyphs of each kind of box: two lines and four corners. */
static const char *const boxes[][6] = {
	[BOX_SINGLE] = {"─", "│", "┌", "┐", "└", "┘"},
	[BOX_DOUBLE] = {"═", "║", "╔", "╗", "╚", "╝"},
	[BOX_ROUND] = {"─", "│", "╭", "╮", "╰", "╯"},
	[BOX_HEAVY] = {"━", "┃", "┏", "┓", "┗", "┛"},
};

void canvas_box(struct canvas *canvas, struct rect at, enum box box, enum role role,
		const char *title, enum role title_role)
{
	const char *const *glyphs = boxes[box];
	int bottom = at.row + at.rows - 1, right = at.col + at.cols - 1;

	if (at.rows < 2 || at.cols < 2)
		return;
	canvas_fill(canvas, (struct rect){at.row, at.col, 1, at.cols}, role, glyphs[0]);
	canvas_fill(canvas, (struct rect){bottom, at.col, 1, at.cols}, role, glyphs[0]);
	canvas_fill(canvas, (struct rect){at.row, at.col, at.rows, 1}, role, glyphs[1]);
	canvas_fill(canvas, (struct rect){at.row, right, at.rows, 1}, role, glyphs[1]);
	canvas_text(canvas, at.row, at.col, 1, role, glyphs[2]);
	canvas_text(canvas, at.row, right, 1, role, glyphs[3]);
	canvas_text(canvas, bottom, at.col, 1, role, glyphs[4]);
	canvas_text(canvas, bottom, right, 1, role, glyphs[5]);
	if (!title || !*title || at.cols < 6)
		return;
	/* A title that would be cut for its margins does without them. */
	canvas_print(canvas, at.row, at.col + 1, at.cols - 2, title_role,
		     text_columns(title) <= at.cols - 4 ? " %.*s " : "%.*s",
		     (int)text_fit(title, at.cols - 2), title);
}

void canvas_horizontal(struct canvas *canvas, int row, int col, int cols, enum role role)
{
	canvas_fill(canvas, (struct rect){row, col, 1, cols}, role, "─");
}

void canvas_join(struct canvas *canvas, int row, int col, unsigned arms, enum role role)
{
	const struct cell *cell = canvas_at(canvas, row, col);
	unsigned there, arm;

	if (!cell || !in_clip(canvas, row, col))
		return;
	there = glyph_arms(cell->text);
	for (unsigned i = 0; i < ARMS; i++) {
		arm = 3U << (2 * i);
		if ((there & arm) < (arms & arm))
			there = (there & ~arm) | (arms & arm);
	}
	canvas_text(canvas, row, col, 1, role, glyph_joint(there) ? glyph_joint(there) : "┼");
}

/* A letter for each role in the second block of a dump. */
static const char role_letters[ROLE_COUNT] = {
	[ROLE_PLAIN] = '.',    [ROLE_DIM] = 'd',     [ROLE_STRONG] = 'S',  [ROLE_TITLE] = 'T',
	[ROLE_BORDER] = 'b',   [ROLE_KEY] = 'k',     [ROLE_BAR] = 'a',	   [ROLE_BAR_STRONG] = 'A',
	[ROLE_PROCESS] = 'p',  [ROLE_RUNNING] = 'R', [ROLE_WAITING] = 'w', [ROLE_OBJECT] = 'o',
	[ROLE_ITEM] = 'i',     [ROLE_MOVING] = 'm',  [ROLE_GOOD] = 'G',	   [ROLE_BAD] = 'B',
	[ROLE_SELECTED] = 's', [ROLE_SOURCE] = 'c',
};

static size_t dump_row(const struct canvas *canvas, int row, bool roles, char *out)
{
	const struct cell *cells = &canvas->cells[row * canvas->cols];
	const char blank_letter = roles ? role_letters[ROLE_PLAIN] : ' ';
	size_t used = 0, kept = 0, length;

	for (int col = 0; col < canvas->cols; col++) {
		const char letter[] = {role_letters[cells[col].role], '\0'};
		const char *text = roles ? letter : cells[col].text;

		length = strlen(text);
		memcpy(out + used, text, length);
		used += length;
		if (length > 1 || (length && text[0] != blank_letter))
			kept = used;
	}
	out[kept++] = '\n';
	return kept;
}

char *canvas_dump(const struct canvas *canvas, bool roles)
{
	size_t room = (size_t)canvas->rows * ((size_t)canvas->cols * CELL_TEXT + 1) * 2 + 2,
	       used = 0;
	char *out = malloc(room);

	if (!out)
		return NULL;
	for (int row = 0; row < canvas->rows; row++)
		used += dump_row(canvas, row, false, out + used);
	if (roles)
		out[used++] = '\n';
	for (int row = 0; roles && row < canvas->rows; row++)
		used += dump_row(canvas, row, true, out + used);
	out[used] = '\0';
	return out;
}
