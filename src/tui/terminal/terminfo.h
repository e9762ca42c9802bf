/*
 * What terminfo(5) knows of the terminal before ncurses begins with it.
 */
#ifndef IPCSTAGE_TUI_TERMINAL_TERMINFO_H
#define IPCSTAGE_TUI_TERMINAL_TERMINFO_H

#include <stddef.h>

enum terminfo {
	TERMINFO_GOOD,
	TERMINFO_UNKNOWN,   /* there is no entry for TERM */
	TERMINFO_NO_CURSOR, /* nothing can be drawn on it */
};

/* What puts the screen back, into `out`: terminated, without its delays, cut off at `size`. */
enum terminfo terminfo_restoring(int terminal, char *out, size_t size);

#endif
