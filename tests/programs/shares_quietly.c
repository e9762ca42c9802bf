/*
 * Shared memory in which only semaphores lie, and what system calls put there: the program's own
 * code does not touch it while somebody else is there.
 */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	sem_t full, empty;
	char bytes[64];
};

int main(void)
{
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int ends[2];

	sem_init(&shared->full, 1, 0);
	sem_init(&shared->empty, 1, 1);
	if (pipe(ends) < 0)
		return 1;
	if (fork() == 0) {
		sem_wait(&shared->empty);
		if (read(ends[0], shared->bytes, 3) != 3)
			_exit(1);
		sem_post(&shared->full);
		_exit(0);
	}
	if (write(ends[1], "abc", 3) != 3)
		return 1;
	sem_wait(&shared->full);
	wait(NULL);
	return shared->bytes[0] != 'a';
}
