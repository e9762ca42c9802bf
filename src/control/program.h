/*
 * The program of a session, and how it is to be started.
 */
#ifndef IPCSTAGE_CONTROL_PROGRAM_H
#define IPCSTAGE_CONTROL_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

/* How far a held run is to go at most; 0 as far as it will. */
struct run_limits {
	uint64_t steps;
	uint64_t time_ns; /* of its own clock */
};

/* What to run. Everything is borrowed for the call only. */
struct launch {
	const char *program;	      /* path of the executable */
	const char *const *arguments; /* argv with [0], ended by NULL */
	const char *agent;	      /* path of libipcstage.so */
	bool sleepers_free;	      /* a sleep may end at any time: waking is a step */
	bool ends_free;		      /* so may a process: its end is a step */
	struct run_limits limits;     /* of held runs */
};

#endif
