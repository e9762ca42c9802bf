/*
 * The program of a session, and how it is to be started.
 */
#ifndef IPCSTAGE_CONTROL_PROGRAM_H
#define IPCSTAGE_CONTROL_PROGRAM_H

#include <stdbool.h>

/* What to run. Everything is borrowed for the call only. */
struct launch {
	const char *program;	      /* path of the executable */
	const char *const *arguments; /* argv with [0], ended by NULL */
	const char *agent;	      /* path of libipcstage.so */
	bool sleepers_free;	      /* a sleep may end at any time: waking is a step */
	bool ends_free;		      /* so may a process: its end is a step */
	const char *places; /* that threads share, besides what is found out by itself; NULL none */
};

#endif
