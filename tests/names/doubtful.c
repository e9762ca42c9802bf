/*
 * Where no name is certain: a second object in the same variable, an address that only an untyped
 * pointer leads to, a number that happens to be a descriptor's. These have their kind and a number.
 */
#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int chance = 5;

static void wait_for(sem_t *semaphore)
{
	sem_wait(semaphore);
}

static void put(sem_t *semaphore)
{
	sem_post(semaphore);
}

int main(void)
{
	char *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int fds[2];

	if (memory == MAP_FAILED || pipe(fds) < 0 || pipe(fds) < 0 || fds[0] != chance)
		return 1;
	sem_init((sem_t *)(void *)(memory + 64), 1, 0);
	if (fork() == 0) {
		wait_for((sem_t *)(void *)(memory + 64));
		put((sem_t *)(void *)(memory + 64));
		return write(fds[1], "x", 1) != 1;
	}
	put((sem_t *)(void *)(memory + 64));
	wait(NULL);
	return 0;
}
