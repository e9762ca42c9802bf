/*
 * How long a stress of libmp goes on: short in ctest; IPCSTAGE_STRESS=100 tests/test_mp_queue
 * does a hundred times as much.
 */
#ifndef IPCSTAGE_TESTS_STRESS_H
#define IPCSTAGE_TESTS_STRESS_H

#include <stdlib.h>

static inline int stress_rounds(int rounds)
{
	const char *times = getenv("IPCSTAGE_STRESS");
	int factor = times ? atoi(times) : 1;

	return factor > 0 ? rounds * factor : rounds;
}

#endif
