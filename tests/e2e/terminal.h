/*
 * A program in a terminal emulator: what it shows, and how it leaves the terminal behind.
 *
 * Whatever does not come about before a deadline fails the test, with the screen as it is.
 */
#ifndef IPCSTAGE_TESTS_E2E_TERMINAL_H
#define IPCSTAGE_TESTS_E2E_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

enum { TERMINAL_DEADLINE_MS = 10000 };

struct terminal {
	VTerm *emulator;
	VTermScreen *screen;
	int rows, cols;
	int outside, inside;  /* the ends of the pty; `inside` is kept to look at its modes */
	struct termios found; /* the modes before the program began */
	bool alternate, cursor_shown;
	pid_t pid;     /* of the program, 0 before and after it runs */
	int status;    /* of wait(2), when it has ended */
	char mark[64]; /* NAME=VALUE in the environment of all processes that come from it */
	char *output;  /* all bytes that have arrived */
	size_t output_length;
};

/* An empty terminal. terminal_close() also kills what still runs in it. */
void terminal_open(struct terminal *terminal, int rows, int cols);
void terminal_close(struct terminal *terminal);

/*
 * Start a program in it. `environment` is a list of NAME=VALUE, or NAME to unset, on top of
 * TERM=xterm-256color and LC_ALL=C.UTF-8; it may be NULL. Both lists end with NULL.
 */
void terminal_start(struct terminal *terminal, const char *const *environment,
		    const char *const *arguments);

/* The viewer with up to one argument (NULL: none), in 24 rows of 80. */
void terminal_start_viewer(struct terminal *terminal, const char *argument);

void terminal_type(struct terminal *terminal, const char *keys);
void terminal_resize(struct terminal *terminal, int rows, int cols);

/* Wait until a text is on the screen, or is there no more. */
void terminal_expect(struct terminal *terminal, const char *text);
void terminal_expect_gone(struct terminal *terminal, const char *text);

/* Whether a text is on the screen now, after taking in what has arrived. */
bool terminal_shows(struct terminal *terminal, const char *text);

/* The screen as text, a line a row; the caller frees it. */
char *terminal_text(const struct terminal *terminal);

/* Wait for the program's end; returns its status as of wait(2). */
int terminal_await_end(struct terminal *terminal);

/* Take in what arrives for some time. */
void terminal_listen(struct terminal *terminal, int for_ms);

/* The modes are as they were, the alternate screen is left, the cursor can be seen. */
void terminal_assert_as_found(const struct terminal *terminal);

/* How many processes there are that come from the program, itself included. */
unsigned terminal_processes(const struct terminal *terminal);

/* Wait until there is none. */
void terminal_expect_no_processes(const struct terminal *terminal, int within_ms);

#endif
