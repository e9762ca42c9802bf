/* Two processes take turns with two named semaphores. */
#include <fcntl.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 3 };

static void take_turns(sem_t *mine, sem_t *theirs)
{
	for (int i = 0; i < ROUNDS; i++) {
		sem_wait(mine);
		sem_post(theirs);
	}
}

int main(void)
{
	sem_t *ping = sem_open("/ipcstage-test-ping", O_CREAT, 0600, 1);
	sem_t *pong = sem_open("/ipcstage-test-pong", O_CREAT, 0600, 0);
	int left;

	if (ping == SEM_FAILED || pong == SEM_FAILED)
		return 2;
	if (fork() == 0) {
		take_turns(pong, ping);
		return 0;
	}
	take_turns(ping, pong);
	wait(NULL);
	sem_getvalue(ping, &left);
	sem_close(ping);
	sem_close(pong);
	sem_unlink("/ipcstage-test-ping");
	sem_unlink("/ipcstage-test-pong");
	printf("%d left\n", left);
	return left == 1 ? 0 : 1;
}
