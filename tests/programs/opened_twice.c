/* A name that is opened twice is one semaphore in one place, and stays when it is closed once. */
#include <fcntl.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	sem_t *first, *second;

	sem_unlink("/ipcstage-test-twice");
	first = sem_open("/ipcstage-test-twice", O_CREAT, 0600, 0);
	second = sem_open("/ipcstage-test-twice", 0);
	if (first != second || sem_close(second) < 0)
		return 1;
	if (fork() == 0) {
		sleep(1);
		sem_post(first);
		_exit(0);
	}
	sem_wait(first);
	wait(NULL);
	sem_unlink("/ipcstage-test-twice");
	return sem_close(first) < 0;
}
