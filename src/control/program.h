/*
 * The program of a session, and how it is to be started.
 */
#ifndef IPCSTAGE_CONTROL_PROGRAM_H
#define IPCSTAGE_CONTROL_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

struct typed_lines;

/* What each run is given to read, from the start. Not given: it is typed, or does not come. */
struct input {
	const char *bytes; /* borrowed */
	size_t length;	   /* 0: it is empty */
	bool is_given;
};

/* What to run. Everything is borrowed for the call only. */
struct launch {
	const char *program;		 /* path of the executable */
	const char *const *arguments;	 /* argv with [0], ended by NULL */
	const char *agent;		 /* path of libipcstage.so */
	bool sleepers_free;		 /* a sleep may end at any time: waking is a step */
	bool ends_free;			 /* so may a process: its end is a step */
	struct input input;		 /* of each run */
	const struct typed_lines *lines; /* what is typed, when somebody waits; NULL nothing */
	bool output_counts;		 /* what is printed is an outcome: to print is a step */
};

#endif
