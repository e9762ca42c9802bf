/*
 * Shared memory in which only semaphores lie: what is done to them is a step, and nothing else
 * touches it while somebody else is there.
 */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	sem_t full, empty;
	char byte;
};

int main(void)
{
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char bytes[3];
	int ends[2];

	sem_init(&shared->full, 1, 0);
	sem_init(&shared->empty, 1, 1);
	shared->byte = 'a';
	if (pipe(ends) < 0)
		return 1;
	if (fork() == 0) {
		sem_wait(&shared->empty);
		if (read(ends[0], bytes, sizeof(bytes)) != sizeof(bytes))
			_exit(1);
		sem_post(&shared->full);
		_exit(0);
	}
	if (write(ends[1], "abc", 3) != 3)
		return 1;
	sem_wait(&shared->full);
	wait(NULL);
	return shared->byte != 'a';
}
