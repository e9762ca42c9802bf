/*
 * A block of memory that a process shares with the children it forks afterwards.
 *
 * mmap(2) with MAP_SHARED | MAP_ANONYMOUS: it has no name, so nothing can be left behind; it is
 * gone when the last process that has it unmaps it, ends or is killed. Children that are already
 * running do not get it. It lies at the same address in every process that inherited it, yet
 * only pointers into shared blocks made before the fork mean anything to the others.
 */
#ifndef IPCSTAGE_MP_MEMORY_H
#define IPCSTAGE_MP_MEMORY_H

#include <stddef.h>

struct mp_memory {
	void *at;    /* first byte, aligned to a page; NULL when released */
	size_t size; /* bytes asked for */
};

/*
 * Make a block of zeros. Never blocks.
 * Returns 0, or -errno with *memory untouched: -EINVAL for size 0, -ENOMEM.
 */
int mp_memory_init(struct mp_memory *memory, size_t size);

/* Give back this process's share of it. The others keep theirs. May be called twice. */
void mp_memory_release(struct mp_memory *memory);

#endif
