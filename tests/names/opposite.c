/* Two processes take two semaphores in opposite order. */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void take(sem_t *one, sem_t *other)
{
	sem_wait(one);
	sem_wait(other);
	sem_post(other);
	sem_post(one);
}

static void first(sem_t *forks)
{
	take(&forks[0], &forks[1]);
}

static void second(sem_t *forks)
{
	take(&forks[1], &forks[0]);
}

int main(void)
{
	sem_t *forks = mmap(NULL, 2 * sizeof(*forks), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	sem_init(&forks[0], 1, 1);
	sem_init(&forks[1], 1, 1);
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			if (i == 0)
				first(forks);
			else
				second(forks);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
