/* Two named semaphores, which two processes take in opposite order. */
#include <fcntl.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>

static void take_both(sem_t *first, sem_t *second)
{
	sem_wait(first);
	sem_wait(second);
	sem_post(second);
	sem_post(first);
	_exit(0);
}

int main(void)
{
	sem_t *a = sem_open("/ipcstage-test-named-locks-a", O_CREAT | O_EXCL, 0600, 1);
	sem_t *b = sem_open("/ipcstage-test-named-locks-b", O_CREAT | O_EXCL, 0600, 1);

	if (a == SEM_FAILED || b == SEM_FAILED)
		return 9;
	if (fork() == 0)
		take_both(a, b);
	if (fork() == 0)
		take_both(b, a);
	wait(NULL);
	wait(NULL);
	sem_unlink("/ipcstage-test-named-locks-a");
	sem_unlink("/ipcstage-test-named-locks-b");
	return 0;
}
