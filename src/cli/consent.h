/*
 * A recording is data, but it names a program: one that is not a demo of ours is run only when the
 * person agrees.
 */
#ifndef IPCSTAGE_CLI_CONSENT_H
#define IPCSTAGE_CLI_CONSENT_H

#include <argp.h>
#include <stdbool.h>
#include "run/subject.h"

/* --run-program, in a command's options; its input is a bool. */
extern const struct argp consent_argp;

/*
 * Whether the subject of recording `file` may be run: a demo always may, a program if `given` or if
 * the person says so now. Without a terminal to ask at it ends in options_wrong().
 */
bool consent_asked(const char *command, const char *file, const struct subject *subject,
		   bool given);

#endif
