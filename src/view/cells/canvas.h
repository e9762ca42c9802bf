/*
 * The canvas: a grid of cells that everything is drawn into, before any terminal is involved.
 *
 * A cell is one column of the screen: UTF-8 text and a role. A wide character takes two cells,
 * the second one empty. Drawing outside the canvas or outside the clip is cut off by cells, never
 * in the middle of a wide character. Pure memory: same calls, same cells.
 */
#ifndef IPCSTAGE_VIEW_CELLS_CANVAS_H
#define IPCSTAGE_VIEW_CELLS_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a cell means; tui/theme.c says how it looks. Never colour alone: each has a word too. */
enum role {
	ROLE_PLAIN,
	ROLE_DIM,	 /* what waits, or is past */
	ROLE_STRONG,	 /* who runs, what matters now */
	ROLE_TITLE,	 /* titles of panes and boxes */
	ROLE_BORDER,	 /* boxes of panes */
	ROLE_KEY,	 /* a key to press */
	ROLE_BAR,	 /* header and footer lines */
	ROLE_BAR_STRONG, /* words that matter in them */
	ROLE_PROCESS,	 /* a process's box */
	ROLE_RUNNING,	 /* the process that took the step */
	ROLE_WAITING,	 /* a process that cannot go on */
	ROLE_OBJECT,	 /* a shared object's box */
	ROLE_ITEM,	 /* a message, a token, a task */
	ROLE_MOVING,	 /* one that is under way */
	ROLE_GOOD,	 /* as expected */
	ROLE_BAD,	 /* what is wrong */
	ROLE_SELECTED,	 /* the line the cursor is on */
	ROLE_SOURCE,	 /* source text */
	ROLE_COUNT
};

enum { CELL_TEXT = 16 };

struct cell {
	char text[CELL_TEXT]; /* one character with its combining ones, NUL-terminated; "" second
				 half */
	uint8_t role;	      /* enum role */
};

struct rect {
	int row, col, rows, cols;
};

struct canvas {
	int rows, cols;
	bool ascii;	    /* borders and glyphs from ASCII only */
	struct rect clip;   /* nothing is drawn outside */
	struct cell *cells; /* rows * cols, row by row */
};

/* Storage is the caller's; canvas_init returns 0 or -ENOMEM. All cells blank, clip everything. */
int canvas_init(struct canvas *canvas, int rows, int cols, bool ascii);
void canvas_release(struct canvas *canvas);

/* Blank every cell and reset the clip. */
void canvas_clear(struct canvas *canvas);

/* Limit drawing to a rectangle (intersected with the canvas); returns the former clip. */
struct rect canvas_clip(struct canvas *canvas, struct rect clip);

struct cell *canvas_at(struct canvas *canvas, int row, int col); /* NULL outside */

/*
 * Write text from a column on, at most `cols` columns (negative: no limit). Returns the columns
 * used. Control characters show as '?'; invalid UTF-8 as '?'; with `ascii` set, the glyphs of
 * glyph.h become their ASCII twins and any other character '?'.
 */
int canvas_text(struct canvas *canvas, int row, int col, int cols, enum role role,
		const char *text);

/* The same, printf style, with text cut by "..." when it is longer than `cols`. */
int canvas_print(struct canvas *canvas, int row, int col, int cols, enum role role,
		 const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Text wrapped into a rectangle; returns the rows it took (or would take, when `rows` is small). */
int canvas_wrap(struct canvas *canvas, struct rect at, enum role role, const char *text);

void canvas_fill(struct canvas *canvas, struct rect at, enum role role, const char *glyph);

/* Change the role of cells that are there. */
void canvas_paint(struct canvas *canvas, struct rect at, enum role role);

enum box { BOX_SINGLE, BOX_DOUBLE, BOX_ROUND, BOX_HEAVY };

/* A box around a rectangle with a title in its top border (NULL: none). Inside is left alone. */
void canvas_box(struct canvas *canvas, struct rect at, enum box box, enum role role,
		const char *title, enum role title_role);

/* A line; corners and joints with what is there already are the caller's. */
void canvas_horizontal(struct canvas *canvas, int row, int col, int cols, enum role role);

/* The inside of a box, and what two rectangles share (0 rows and cols when nothing). */
struct rect rect_inside(struct rect at);
struct rect rect_cut(struct rect at, struct rect by);

/*
 * Add arms to the line in a cell, so that lines meet in proper joints: `arms` as in glyph.h. What
 * is no line there is replaced.
 */
void canvas_join(struct canvas *canvas, int row, int col, unsigned arms, enum role role);

/*
 * The canvas as text, a line a row, trailing blanks cut; for goldens. With `roles` a second block
 * follows: a letter per cell. The caller frees it; NULL when memory is out.
 */
char *canvas_dump(const struct canvas *canvas, bool roles);

#endif
