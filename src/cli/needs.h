/*
 * What runs need of the system that a shell's ulimit(1) may not leave us.
 */
#ifndef IPCSTAGE_CLI_NEEDS_H
#define IPCSTAGE_CLI_NEEDS_H

/* Ends in options_wrong() where a limit is too small; and a file that grows too large is an error
 * from here on, no death by SIGXFSZ. To be called before a program is started. */
void needs_check(const char *command);

#endif
