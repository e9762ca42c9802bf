/*
 * A timer of the run's clock, as an entry of the trace: alarm(2), setitimer(2), timer_create(2),
 * timerfd_create(2). What can be done with one is in timers.h.
 */
#ifndef IPCSTAGE_TRACE_TIMER_H
#define IPCSTAGE_TRACE_TIMER_H

#include <stdbool.h>
#include <stdint.h>

enum timer_kind {
	TIMER_NONE,	/* the entry is not used */
	TIMER_INTERVAL, /* ITIMER_REAL, which alarm(2) sets, too: a process has one */
	TIMER_POSIX,	/* timer_create(2) */
	TIMER_FD,	/* a timerfd */
};

struct timer_entry {
	uint64_t deadline_ns; /* of the virtual clock; UINT64_MAX: it is not set */
	uint64_t period_ns;   /* from then on; 0: once */
	uint64_t expirations; /* TIMER_FD: not read yet; TIMER_POSIX: missed by its last signal */
	uint64_t value;	      /* TIMER_POSIX: what goes with the signal */
	uint16_t object;      /* TIMER_FD: number of the timerfd, else 0 */
	uint8_t kind;	      /* enum timer_kind */
	uint8_t space;	      /* number of the space it sends its signal to */
	uint8_t signal;	      /* 0: none is sent */
	uint8_t thread;	      /* number + 1 of the thread that it is for; 0: for the process */
};

#endif
