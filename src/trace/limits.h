/*
 * How much of everything there may be in a run: all the numbers, in one place.
 *
 * A table that is full never loses anything in silence: whoever finds it full says so with
 * trace_reach(), the run is cut off, and the limit is named.
 */
#ifndef IPCSTAGE_TRACE_LIMITS_H
#define IPCSTAGE_TRACE_LIMITS_H

enum {
	LIMIT_ACTORS = 128, /* a multiple of 64, at most 256: a record has a byte for it */
	LIMIT_SPACES = LIMIT_ACTORS,
	LIMIT_OBJECTS = 1024,	/* number 0 stands for "no object" */
	LIMIT_REGIONS = 64,	/* of memory that counts, in one space: mappings, named places */
	LIMIT_RING = 16384,	/* records that wait to be taken; a power of two */
	LIMIT_STAGED = 1024,	/* of them, what an exec tells: LIMIT_RING is a lot more */
	LIMIT_SCHEDULE = 65536, /* steps handed over in advance */
	LIMIT_PATHS = 64,	/* files of sockets and FIFOs that a run makes */
	LIMIT_UNDOS = 1024,	/* paths that a run changes */
	LIMIT_GLANCES = 256,	/* files and folders that are looked at or changed beside others */
	LIMIT_TIMERS = 64,	/* of the run's clock, in a run */
	LIMIT_SENT = 256,    /* descriptors without a place of their own, under way in messages */
	LIMIT_TICKS = 10000, /* of timers in a row in which nobody goes on */
	LIMIT_PLACES = 4096, /* words of private memory that threads meet in, of a program */
	LIMIT_TOUCHED = 1 << 21, /* words and bytes of it that they access at all */
	LIMIT_REPORTS = 8,	 /* names of outcomes */
	LIMIT_REPORT = 256,	 /* bytes of one as it is told, with its NUL */
	LIMIT_PROGRAMS = 8,	 /* that are put on one stage together: each has a name of these */
	LIMIT_IMAGES = 16,	 /* programs whose objects are called as they call them */
	LIMIT_WHOLE_REPORT = 4096, /* ... and of all that tells it from others */
	LIMIT_BLIND_SPOTS = 64,	   /* of a ledger; the last one says that there are more */
};

/* Limits that a run can reach. */
enum limit {
	REACHED_ACTORS,
	REACHED_OBJECTS,
	REACHED_REGIONS,
	REACHED_PATHS,
	REACHED_UNDOS,
	REACHED_TIMERS,
	REACHED_TICKS,
	REACHED_PLACES,
	REACHED_TOUCHED,
	REACHED_REPORTS,
	REACHED_WHOLE_REPORT,
	REACHED_COUNT
};

struct limit_row {
	unsigned most;
	const char *what; /* "objects in a run" */
};

/* The row of a limit. */
const struct limit_row *limit_row(enum limit limit);

#endif
