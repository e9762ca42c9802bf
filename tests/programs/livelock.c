/* Two who are too polite: each takes one lock, and puts it back when the other one is taken. */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void take_both(sem_t *first, sem_t *second)
{
	for (;;) {
		sem_wait(first);
		if (sem_trywait(second) == 0)
			break;
		sem_post(first);
	}
	sem_post(second);
	sem_post(first);
	_exit(0);
}

int main(void)
{
	sem_t *locks = mmap(NULL, 2 * sizeof(*locks), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	sem_init(&locks[0], 1, 1);
	sem_init(&locks[1], 1, 1);
	if (fork() == 0)
		take_both(&locks[0], &locks[1]);
	if (fork() == 0)
		take_both(&locks[1], &locks[0]);
	wait(NULL);
	wait(NULL);
	return 0;
}
