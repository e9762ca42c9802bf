/*
 * A handler takes a lock that the code it interrupts may hold: then nobody can give it back.
 * "other": somebody else has it, and the handler only has to wait. See signal-safety(7).
 */
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static sem_t *lock;

static void take(int signal)
{
	(void)signal;
	sem_wait(lock);
	sem_post(lock);
}

static void interrupt_parent(int other)
{
	if (other)
		sem_wait(lock);
	kill(getppid(), SIGUSR1);
	if (other)
		sem_post(lock);
	_exit(0);
}

int main(int argc, char **argv)
{
	int other = argc > 1 && strcmp(argv[1], "other") == 0;

	lock = mmap(NULL, sizeof(*lock), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sem_init(lock, 1, 1);
	signal(SIGUSR1, take);
	if (fork() == 0)
		interrupt_parent(other);
	if (!other) {
		sem_wait(lock);
		sem_post(lock);
	}
	while (wait(NULL) < 0)
		continue;
	return 0;
}
