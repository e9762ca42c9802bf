/*
 * argp with our manners: --help, and wrong usage said in one line.
 */
#ifndef IPCSTAGE_CLI_OPTIONS_H
#define IPCSTAGE_CLI_OPTIONS_H

#include <argp.h>
#include "demo/demo.h"

/*
 * Parse a command's arguments; argv[0] is its word, "" for the stage. `argp` knows neither --help
 * nor how to complain: it returns ARGP_ERR_UNKNOWN for arguments it has no use for, or calls
 * options_wrong(). Does not return after --help or wrong usage.
 */
void options_parse(const struct argp *argp, int argc, char **argv, void *input);

/* Say "ipcstage COMMAND: message" (COMMAND may be "") on standard error and end with EXIT_USAGE. */
_Noreturn void options_wrong(const char *command, const char *message, ...)
	__attribute__((format(printf, 2, 3)));

/* The value of --lang: "en" or "zh", and what follows; else options_wrong(). */
enum demo_language options_language(const char *command, const char *word);

/* The language without --lang, as setlocale(3) would choose it for messages. */
enum demo_language options_usual_language(void);

#endif
