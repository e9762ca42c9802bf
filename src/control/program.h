/*
 * The program of a session, and how it is to be started.
 */
#ifndef IPCSTAGE_CONTROL_PROGRAM_H
#define IPCSTAGE_CONTROL_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "trace/limits.h"

struct given_names;
struct typed_lines;

/* What each run is given to read, from the start. Not given: it is typed, or does not come. */
struct input {
	const char *bytes; /* borrowed */
	size_t length;	   /* 0: it is empty */
	bool is_given;
};

/* How far a held run is to go at most; 0 as far as it will. */
struct run_limits {
	uint64_t steps;
	uint64_t time_ns; /* of its own clock */
};

/*
 * What to run. Everything is borrowed for the call only, but for `given`.
 *
 * Several programs together are started by one that does nothing else: that is `program` then, and
 * `programs` has the paths of the others.
 */
struct launch {
	const char *program;	      /* path of the executable */
	const char *const *arguments; /* argv with [0], ended by NULL */
	const char *agent;	      /* path of libipcstage.so */
	bool sleepers_free;	      /* a sleep may end at any time: waking is a step */
	bool ends_free;		      /* so may a process: its end is a step */
	struct run_limits limits;     /* of held runs */
	const char *programs[LIMIT_PROGRAMS];
	const char *names[LIMIT_PROGRAMS]; /* as they were asked for */
	unsigned program_count;		   /* 0: it is the only one */
	struct input input;		   /* of each run */
	const struct typed_lines *lines;   /* what is typed, when somebody waits; NULL nothing */
	bool output_counts;		   /* what is printed is an outcome: to print is a step */
	const struct given_names
		*given;		/* what it is shown by, as long as it is there; NULL none */
	bool wants_names;	/* it does not say what its objects are called: look */
	bool compares_no_times; /* between its processes: who reads the clock first is nothing */
	const char *places; /* that threads share, besides what is found out by itself; NULL none */
};

/* Bytes that are looked for, with their NULs. */
struct program_word {
	const char *bytes;
	size_t length;
};

/* Whether a program's file has one of them. */
bool program_has(const char *program, const struct program_word *words, size_t count);

#endif
