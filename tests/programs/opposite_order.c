/* Two processes take the same two semaphores in opposite order. */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void take_both(sem_t *first, sem_t *second)
{
	sem_wait(first);
	sem_wait(second);
	sem_post(second);
	sem_post(first);
}

int main(void)
{
	sem_t *sems = mmap(NULL, 2 * sizeof(*sems), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	sem_init(&sems[0], 1, 1);
	sem_init(&sems[1], 1, 1);
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			take_both(&sems[i], &sems[1 - i]);
			return 0;
		}
	}
	wait(NULL);
	wait(NULL);
	return 0;
}
