/*
 * What a program is given to read, from the command line: --input FILE, or standard input where
 * that is a file; --lines FILE.
 */
#ifndef IPCSTAGE_CLI_GIVEN_INPUT_H
#define IPCSTAGE_CLI_GIVEN_INPUT_H

#include "run/subject.h"

/* The lines of a file, to be typed; "-" as below. */
void given_lines_take(const char *command, const char *path, struct subject *subject);

/*
 * `path` is what --input says, "-" all that comes through standard input; NULL: it does not say.
 * `redirected`: then standard input counts, where it is a file or /dev/null. What cannot be read
 * ends the program (options_wrong).
 */
void given_input_take(const char *command, const char *path, bool redirected,
		      struct subject *subject);

#endif
