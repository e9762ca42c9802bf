/*
 * Signals as data: those that the viewer answers are blocked and read from a descriptor.
 *
 * Open before the terminal and before any thread: ncurses' own handlers then never run. What is
 * executed later must be given the mask back that the viewer was started with.
 */
#ifndef IPCSTAGE_TUI_TERMINAL_SIGNALS_H
#define IPCSTAGE_TUI_TERMINAL_SIGNALS_H

#include <signal.h>

struct signals {
	int fd;		   /* for poll(); -1 closed */
	sigset_t original; /* the mask to give to children */
};

/* Block SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCHLD, SIGTSTP and SIGCONT. Returns 0 or -errno. */
int signals_open(struct signals *signals);

/* Put the mask back; what is pending then acts as usual. */
void signals_close(struct signals *signals);

/* The next signal that has come, 0 when there is none. Never blocks. */
int signals_next(const struct signals *signals);

/* How signals were handled before they were lent. */
struct signals_lent {
	struct sigaction stop, quit;
};

/*
 * While another program has the terminal: Ctrl-Z stops us as well as it, and Ctrl-C and Ctrl-\ are
 * its own business. signals_take_back() forgets those that came.
 */
void signals_lend(struct signals_lent *lent);
void signals_take_back(const struct signals_lent *lent);

/* Die of a signal as if it had never been blocked, so that the shell sees why. */
_Noreturn void signals_die(struct signals *signals, int number);

#endif
