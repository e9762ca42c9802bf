/*
 * The same with handles that calls return: named semaphores in variables, one made by a function
 * that hands it on; and a number in a mapping of its own.
 */
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ITEMS = 2 };

static sem_t *empty, *full;

static sem_t *make(const char *name, unsigned tokens)
{
	sem_unlink(name);
	return sem_open(name, O_CREAT | O_EXCL, 0600, tokens);
}

static void producer(int *slot)
{
	for (int i = 1; i <= ITEMS; i++) {
		sem_wait(empty);
		*slot = i;
		sem_post(full);
	}
}

int main(void)
{
	int *slot = mmap(NULL, sizeof(*slot), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			 -1, 0);
	sem_t *mutex;

	if (slot == MAP_FAILED)
		return 1;
	sem_unlink("/ipcstage-test-1");
	empty = sem_open("/ipcstage-test-1", O_CREAT | O_EXCL, 0600, 1);
	sem_unlink("/ipcstage-test-2");
	if ((full = sem_open("/ipcstage-test-2", O_CREAT | O_EXCL, 0600, 0)) == SEM_FAILED)
		return 1;
	mutex = make("/ipcstage-test-3", 1);
	if (fork() == 0) {
		producer(slot);
		exit(0);
	}
	for (int i = 1; i <= ITEMS; i++) {
		sem_wait(full);
		sem_wait(mutex);
		printf("%d\n", *slot);
		sem_post(mutex);
		sem_post(empty);
	}
	wait(NULL);
	sem_unlink("/ipcstage-test-1");
	sem_unlink("/ipcstage-test-2");
	sem_unlink("/ipcstage-test-3");
	return 0;
}
