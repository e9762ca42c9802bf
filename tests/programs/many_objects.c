/* More places in shared memory than can be followed; a race follows that nobody would see. */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SEMAPHORES = 1100 };

int main(void)
{
	sem_t *sems = mmap(NULL, SEMAPHORES * sizeof(*sems), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	for (int i = 0; i < SEMAPHORES; i++)
		sem_init(&sems[i], 1, 1);
	if (fork() == 0) {
		sem_wait(&sems[SEMAPHORES - 1]);
		_exit(0);
	}
	wait(NULL);
	return 0;
}
