/*
 * argp with our manners: --help, and wrong usage said in one line.
 */
#ifndef IPCSTAGE_CLI_OPTIONS_H
#define IPCSTAGE_CLI_OPTIONS_H

#include <argp.h>

/*
 * Parse a command's arguments; argv[0] is its word, "" for the stage. `argp` knows neither --help
 * nor how to complain: it returns ARGP_ERR_UNKNOWN for arguments it has no use for, or calls
 * options_wrong(). Does not return after --help or wrong usage.
 */
void options_parse(const struct argp *argp, int argc, char **argv, void *input);

/* Say "ipcstage COMMAND: message" (COMMAND may be "") on standard error and end with EXIT_USAGE. */
_Noreturn void options_wrong(const char *command, const char *message, ...)
	__attribute__((format(printf, 2, 3)));

#endif
