/* Shared anonymous memory, inherited by fork: mmap(2), fork(2). */
#include "mp/memory.h"

#include <errno.h>
#include <sys/mman.h>

int mp_memory_init(struct mp_memory *memory, size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return -errno;
	*memory = (struct mp_memory){.at = at, .size = size};
	return 0;
}

void mp_memory_release(struct mp_memory *memory)
{
	if (memory->at)
		munmap(memory->at, memory->size);
	*memory = (struct mp_memory){0};
}
