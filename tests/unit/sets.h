/* Sets as bits, for tables of what is expected. */
#ifndef TESTS_UNIT_SETS_H
#define TESTS_UNIT_SETS_H

#include "trace/set.h"

static inline struct set bits(uint64_t word)
{
	return (struct set){.words = {word}};
}

static inline uint64_t bits_of(struct set set)
{
	return set.words[0];
}

#endif
