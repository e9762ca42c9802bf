/* A handler without SA_RESTART interrupts a wait for a semaphore, a read and a sleep. */
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void handle(int number)
{
	(void)number;
}

static void send_three(sem_t *sem)
{
	for (int i = 0; i < 3; i++) {
		sleep(1);
		kill(getppid(), SIGUSR1);
	}
	sem_post(sem);
}

int main(void)
{
	sem_t *sem =
		mmap(NULL, sizeof(*sem), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct sigaction action;
	int fds[2];
	char byte;

	memset(&action, 0, sizeof(action));
	action.sa_handler = handle;
	sigaction(SIGUSR1, &action, NULL);
	sem_init(sem, 1, 0);
	if (pipe(fds) < 0)
		return 2;
	if (fork() == 0) {
		send_three(sem);
		return 0;
	}
	if (sem_wait(sem) == 0 || errno != EINTR)
		return 1;
	if (read(fds[0], &byte, 1) != -1 || errno != EINTR)
		return 1;
	if (sleep(1000) == 0)
		return 1;
	if (sem_wait(sem) != 0)
		return 1;
	wait(NULL);
	return 0;
}
