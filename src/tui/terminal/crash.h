/*
 * The end that nobody planned: the terminal is put back first, then it is said what happened.
 */
#ifndef IPCSTAGE_TUI_TERMINAL_CRASH_H
#define IPCSTAGE_TUI_TERMINAL_CRASH_H

struct term;

/*
 * Guard a terminal, from before term_begin() to after term_end(): SIGSEGV, SIGBUS, SIGFPE, SIGILL,
 * SIGABRT and SIGQUIT restore it, print one line on standard error and then kill as they always do.
 * NULL ends it; call that before term_close().
 */
void crash_guard(const struct term *term);

/* Restore the guarded terminal if there is one, print "ipcstage: " and the text, exit with 1. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
