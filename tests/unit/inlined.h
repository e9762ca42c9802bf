/* Code that a header puts into test_source.c: it counts as the line that calls it. */
#ifndef IPCSTAGE_TESTS_INLINED_H
#define IPCSTAGE_TESTS_INLINED_H

#include <stdint.h>

static inline __attribute__((always_inline)) uint32_t inlined_again(uint32_t (*here)(void))
{
	return here() + 0;
}

static inline __attribute__((always_inline)) uint32_t inlined(uint32_t (*here)(void))
{
	volatile uint32_t where = inlined_again(here);

	return where;
}

#endif
