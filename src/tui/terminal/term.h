/*
 * The terminal: shows a canvas, hands out keys, and is always put back as it was found.
 *
 * The only code that knows ncurses. Never blocks on output: a frame is drawn in one write, and
 * what a stuck terminal does not take waits (term_output). Signals are the caller's: open
 * signals.h first, then call term_resize() on SIGWINCH, term_suspend() on SIGTSTP or Ctrl-Z and
 * term_continue() on SIGCONT. Ctrl-C is SIGINT as ever. One terminal at a time.
 */
#ifndef IPCSTAGE_TUI_TERMINAL_TERM_H
#define IPCSTAGE_TUI_TERMINAL_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"
#include "tui/keys.h"
#include "tui/terminal/theme.h"
#include "view/cells/canvas.h"

struct term;

struct term_options {
	bool ascii;		   /* borders and glyphs from ASCII, whatever the locale says */
	const struct theme *theme; /* to begin with, NO_COLOR or not; NULL: what suits best */
};

/*
 * Look at the terminal that two descriptors belong to (usually 0 and 1; they stay the caller's),
 * and learn how to put it back: from here on crash_guard() can. Nothing is changed yet but
 * LC_CTYPE, which is set from the environment. Returns NULL with *error: no terminal, TERM that
 * nobody knows or that cannot move its cursor, no memory.
 */
struct term *term_open(int input, int output, struct error *error);

/* Take it over. Returns 0, or -1 with *error: no memory. */
int term_begin(struct term *term, const struct term_options *options, struct error *error);

/* Put it back. Waits at most half a second for a stuck one. NULL is allowed. */
void term_end(struct term *term);

/* Free it, and put it back if that has not been done. NULL is allowed. */
void term_close(struct term *term);

/* Put the terminal back and nothing else; async-signal-safe, for who dies next. */
void term_restore_raw(const struct term *term);

/* No UTF-8 here, or not wanted: canvases are made with `ascii`. */
bool term_ascii(const struct term *term);

void term_size(const struct term *term, int *rows, int *cols);

/*
 * Show a canvas from the upper left corner on; what is larger is cut off. Returns false, and shows
 * nothing, while the terminal has not taken the frame before: draw again when term_output() can
 * be written.
 */
bool term_draw(struct term *term, const struct canvas *canvas);

/* For poll(): where output waits until it can be written (POLLOUT), -1 while none waits. */
int term_output(const struct term *term);

/* Send on what waits, as far as the terminal takes it. Returns true when nothing is left. */
bool term_flush(struct term *term);

/* For poll(): where keys come from (POLLIN). POLLHUP there: the terminal is gone. */
int term_input(const struct term *term);

/*
 * The next key: a character or one of enum key; K_NONE when there is none. ncurses keeps keys
 * that poll() does not see: after POLLIN call until K_NONE.
 */
int term_key(struct term *term);

/* Take over the terminal's new size. Returns true when it is another one than before. */
bool term_resize(struct term *term);

/* Give the terminal back for a while, to somebody else; term_continue() takes it over again. */
void term_lend(struct term *term);

/*
 * Give the terminal back, stop the process group, and when it is continued take the terminal over
 * again, with the last frame on it. Its size may be another one then: ask term_size().
 */
void term_suspend(struct term *term);

/* After somebody else's SIGSTOP, and after term_lend(): the same second half. */
void term_continue(struct term *term);

/* Draw every cell of the next frame afresh (Ctrl-L). */
void term_redraw(struct term *term);

/* Colours it can show, 0 without or with NO_COLOR: for theme_next(). */
int term_colours(const struct term *term);

const struct theme *term_theme(const struct term *term);
void term_set_theme(struct term *term, const struct theme *theme);

#endif
