/*
 * A frame of 80 x 24 in which every cell changes: drawn into a canvas and shown by term.c, and by
 * ncurses alone, on terminals of the same kind.
 */
#include <ncurses.h>
#include <poll.h>
#include <stdlib.h>
#include "measure.h"
#include "pty.h"
#include "tui/terminal/term.h"

enum { HEIGHT = 24, WIDTH = 80, FRAMES = 500, ROUNDS = 11 };

/* What stands in one row of a frame. */
static void row_text(char text[WIDTH + 1], int frame, int row)
{
	for (int col = 0; col < WIDTH; col++)
		text[col] = (char)('a' + (frame + row + col) % 26);
	text[WIDTH] = '\0';
}

static void await_terminal(const struct term *term)
{
	struct pollfd output = {.fd = term_output(term), .events = POLLOUT};

	poll(&output, 1, -1);
}

static void show(struct term *term, struct canvas *canvas, int frame)
{
	char text[WIDTH + 1];

	canvas_clear(canvas);
	for (int row = 0; row < HEIGHT; row++) {
		row_text(text, frame, row);
		canvas_text(canvas, row, 0, WIDTH, ROLE_PLAIN, text);
	}
	term_draw(term, canvas);
	while (!term_flush(term))
		await_terminal(term);
}

static double draw_with_canvas(void)
{
	const struct term_options options = {0};
	struct canvas canvas;
	struct error error;
	struct term *term = term_open(0, 1, &error);
	uint64_t since;

	if (!term || term_begin(term, &options, &error) < 0 ||
	    canvas_init(&canvas, HEIGHT, WIDTH, term_ascii(term)) < 0)
		return -1;
	since = now_ns();
	for (int i = 0; i < FRAMES; i++)
		show(term, &canvas, i);
	since = now_ns() - since;
	canvas_release(&canvas);
	term_close(term);
	return (double)since / (double)FRAMES / 1000;
}

static double draw_with_ncurses(void)
{
	char text[WIDTH + 1];
	uint64_t since;

	if (!initscr())
		return -1;
	since = now_ns();
	for (int i = 0; i < FRAMES; i++) {
		for (int row = 0; row < HEIGHT; row++) {
			row_text(text, i, row);
			mvaddstr(row, 0, text);
		}
		refresh();
	}
	since = now_ns() - since;
	endwin();
	return (double)since / (double)FRAMES / 1000;
}

static double canvas_frame(void *context)
{
	(void)context;
	return pty_measure(draw_with_canvas);
}

static double ncurses_frame(void *context)
{
	(void)context;
	return pty_measure(draw_with_ncurses);
}

int main(void)
{
	const struct comparison row = {"canvas and blit / ncurses alone",
				       "us",
				       ROUNDS,
				       canvas_frame,
				       ncurses_frame,
				       NULL,
				       AT_MOST,
				       2};

	return compare(&row) ? EXIT_SUCCESS : EXIT_FAILURE;
}
