/*
 * Programs on a pseudo-terminal of 80 x 24, whose screen nobody looks at.
 */
#ifndef IPCSTAGE_BENCHMARKS_PTY_H
#define IPCSTAGE_BENCHMARKS_PTY_H

#include <stddef.h>
#include <sys/types.h>

struct pty {
	pid_t child;
	int screen; /* what it draws is read here, keys are written */
};

/* Fork onto a new terminal: 0 in the child, 1 in the parent, -1 on failure. */
int pty_fork(struct pty *pty);

/* The same, executing a program. `arguments` is ended by NULL. */
int pty_start(struct pty *pty, const char *program, const char *const arguments[]);

/* Ask it to end, and wait until it has. */
void pty_end(struct pty *pty);

/* Read what it draws for at most so long or until `enough` bytes have come; returns how many. */
size_t pty_read(struct pty *pty, int limit_ms, size_t enough);

/* Run `work` in a process of its own on a terminal: what it returns, or -1. */
double pty_measure(double (*work)(void));

#endif
