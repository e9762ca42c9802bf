/*
 * Leaves named semaphores and a message queue behind, as a program that was killed does; names of
 * forty letters, too. With an argument: status 0 when none of them is there.
 */
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stddef.h>

static const char *const semaphores[] = {"/ipcstage-test-leftover",
					 "/ipcstage-test-leftover-with-a-name-of-some-length"};
static const char queue[] = "/ipcstage-test-leftover-with-a-name-of-some-length";

static bool is_left(void)
{
	return sem_open(semaphores[0], 0) != SEM_FAILED ||
	       sem_open(semaphores[1], 0) != SEM_FAILED || mq_open(queue, O_RDONLY) >= 0;
}

int main(int argc, char *argv[])
{
	(void)argv;
	if (argc > 1)
		return is_left();
	for (int i = 0; i < 2; i++) {
		sem_t *sem = sem_open(semaphores[i], O_CREAT | O_EXCL, 0600, 1);

		if (sem == SEM_FAILED || sem_wait(sem) < 0)
			return 1;
	}
	return mq_open(queue, O_CREAT | O_EXCL | O_RDWR, 0600, NULL) < 0;
}
