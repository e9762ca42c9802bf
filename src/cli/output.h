/*
 * What the commands print. Standard output and standard error are streams of ours, through which
 * nothing passes that is not printable (base/printable.h): '?' stands for it, whoever prints it.
 */
#ifndef IPCSTAGE_CLI_OUTPUT_H
#define IPCSTAGE_CLI_OUTPUT_H

#include <stdarg.h>

/* Put the streams in place, before anything is printed. Returns 0, or -1 with errno. */
int output_begin(void);

/* Print a name on standard output as a part of a line: its newlines are not printable either. */
void output_name(const char *name);

/* "ipcstage COMMAND: message" on standard error, one line; COMMAND may be "". */
void output_complain(const char *command, const char *message, va_list arguments)
	__attribute__((format(printf, 2, 0)));

#endif
