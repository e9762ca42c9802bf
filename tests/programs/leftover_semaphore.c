/* Leaves a named semaphore behind, as a program that was killed does. */
#include <fcntl.h>
#include <semaphore.h>

int main(void)
{
	sem_t *sem = sem_open("/ipcstage-test-leftover", O_CREAT | O_EXCL, 0600, 1);

	if (sem == SEM_FAILED)
		return 1;
	return sem_wait(sem);
}
