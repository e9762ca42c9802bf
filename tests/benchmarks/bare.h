/*
 * What a run could cost at best: the same processes forked by a plain program, which hand a
 * futex to each other and do nothing else.
 */
#ifndef IPCSTAGE_BENCHMARKS_BARE_H
#define IPCSTAGE_BENCHMARKS_BARE_H

#include <sys/types.h>

struct bare {
	pid_t server; /* forks process 0 for every run */
	int control;  /* a byte to begin a run, a byte when it is over */
};

/*
 * Start the server, on the CPU of the caller: call it early, since forking costs what a process
 * has in its memory. Each of a run's two children takes `turns` turns. Returns 0 or -1.
 */
int bare_start(struct bare *bare, unsigned turns);
void bare_end(struct bare *bare);

/* Runs a second, over `runs` runs; negative on failure. */
double bare_runs(const struct bare *bare, unsigned runs);

/* Nanoseconds of a futex ping-pong with a forked process, there and back. */
double bare_ping_pong(unsigned rounds);

#endif
