#include "trace/limits.h"

static const struct limit_row rows[REACHED_COUNT] = {
	[REACHED_ACTORS] = {LIMIT_ACTORS, "processes and threads in a run"},
	[REACHED_OBJECTS] = {LIMIT_OBJECTS - 1, "objects in a run"},
	[REACHED_REGIONS] = {LIMIT_REGIONS, "shared mappings and named places in a process"},
	[REACHED_UNDOS] = {LIMIT_UNDOS, "paths that a run changes"},
	[REACHED_PATHS] = {LIMIT_PATHS, "files of sockets and FIFOs in a run"},
	[REACHED_TIMERS] = {LIMIT_TIMERS, "timers in a run"},
	[REACHED_PLACES] = {LIMIT_PLACES, "words of memory that threads meet in"},
	[REACHED_TOUCHED] = {LIMIT_TOUCHED, "words and bytes that the threads of a process access"},
	[REACHED_TICKS] = {LIMIT_TICKS, "ticks of a timer while nobody goes on"},
	[REACHED_REPORTS] = {LIMIT_REPORTS, "names of outcomes in a run"},
	[REACHED_WHOLE_REPORT] = {LIMIT_WHOLE_REPORT - 1, "bytes in an outcome"},
};

const struct limit_row *limit_row(enum limit limit)
{
	return &rows[limit];
}
