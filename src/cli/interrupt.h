/*
 * Ctrl-C and its like, for commands that then say what they know so far: held back, and looked for
 * between two slices of work.
 */
#ifndef IPCSTAGE_CLI_INTERRUPT_H
#define IPCSTAGE_CLI_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

struct interrupt {
	sigset_t held;
	int signal; /* that has come, 0 none yet */
};

/* Hold back SIGINT, SIGTERM and SIGHUP. */
void interrupt_hold(struct interrupt *interrupt);

/* Whether one of them has come. Never blocks. */
bool interrupt_came(struct interrupt *interrupt);

/* End as that signal ends a program; returns if none has come. */
void interrupt_end(const struct interrupt *interrupt);

#endif
