/*
 * What the commands print. Standard output and standard error are streams of ours, through which
 * nothing passes that is not printable (base/printable.h): '?' stands for it, whoever prints it.
 */
#ifndef IPCSTAGE_CLI_OUTPUT_H
#define IPCSTAGE_CLI_OUTPUT_H

#include <stdarg.h>
#include <stddef.h>
#include "base/utf8.h"

/* What one of the two streams goes into: fopencookie(3). */
struct sink {
	int fd;
	char begun[UTF8_BYTES]; /* of a character whose end has not been printed yet */
	size_t begun_length;
};

struct output {
	struct sink out, errors;
};

/*
 * Put the streams in place, before anything is printed; `output` is the caller's, and is needed for
 * as long as the program lasts. Returns 0, or -1 with errno.
 */
int output_begin(struct output *output);

/* Print a name on standard output as a part of a line: its newlines are not printable either. */
void output_name(const char *name);

/* "ipcstage COMMAND: message" on standard error, one line; COMMAND may be "". */
void output_complain(const char *command, const char *message, va_list arguments)
	__attribute__((format(printf, 2, 0)));

#endif
