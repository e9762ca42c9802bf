/*
 * Sets of descriptors, by their numbers.
 */
#ifndef IPCSTAGE_AGENT_CORE_NUMBERS_H
#define IPCSTAGE_AGENT_CORE_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	AGENT_FILES = 1024, /* a higher number is said not to be followed */
	NUMBERS_PIECE = 64  /* so many are looked at together */
};

/* A set of the first descriptors. */
struct numbers {
	uint64_t words[AGENT_FILES / NUMBERS_PIECE];
};

static inline bool numbers_have(const struct numbers *numbers, int fd)
{
	return fd >= 0 && fd < AGENT_FILES && numbers->words[fd / 64] >> fd % 64 & 1;
}

/* A page that is written after a fork is copied: only what is another thing is written. */
static inline void numbers_put(struct numbers *numbers, int fd, bool is_in)
{
	if (fd >= 0 && fd < AGENT_FILES && numbers_have(numbers, fd) != is_in)
		numbers->words[fd / 64] ^= UINT64_C(1) << fd % 64;
}

/* Descriptors of epolls that this process has made: calls/epolls.h. */
struct epolls {
	struct numbers own;
	struct numbers watching; /* those of them that watch a descriptor, or did */
	struct numbers several;	 /* ... more than one */
	struct numbers looked;	 /* those that were asked about ... */
	uint32_t looked_at;	 /* ... since trace->fd_changes was this */
};

#endif
