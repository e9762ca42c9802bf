/*
 * A script of keys, done in process: a screen without a terminal, on a clock that only the script
 * moves. Behind it are real processes, or what they once did (tape.h).
 *
 *	menu			the screen under test is the menu
 *	demo NAME		... or a demo, from its start; or a program with its arguments,
 *				by its path from where goldens are built
 *	size COLSxROWS		80x24 unless said
 *	ascii			borders of ASCII characters from here on
 *	chinese			before `menu` or `demo`: the demos' texts
 *	key KEY...		press keys, one at once after the other
 *	wait			until the processes stand still
 *	time +MS		the clock goes on
 *	go KEY...		for each: press it, wait, let what moves arrive
 *	shot LABEL		what the screen looks like now
 *	roles LABEL		the same, followed by the role of every cell
 *
 * A KEY is a character or the name that the table of keys has for it; KEY*3 presses it three
 * times. Lines that begin with '#' are comments.
 */
#ifndef IPCSTAGE_TESTS_GOLDEN_SCRIPT_H
#define IPCSTAGE_TESTS_GOLDEN_SCRIPT_H

#include <stdio.h>
#include "demo/catalogue.h"

/* Do a script and write its shots. Returns 0, or -1 after a message on standard error. */
int script_do(const struct catalogue *catalogue, const char *path, FILE *shots);

#endif
