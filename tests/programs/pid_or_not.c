/* A child knows its parent's pid by chance, or -1: the two are never taken for one another. */
#include <errno.h>
#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static __attribute__((noinline)) void ask_by_chance(sem_t *token, volatile pid_t *parent)
{
	if (sem_trywait(token) < 0)
		return;
	*parent = getppid();
	sem_post(token);
}

static __attribute__((noinline)) void forget_stack(void)
{
	char below[8192];

	explicit_bzero(below, sizeof(below));
	errno = 0;
}

int main(void)
{
	sem_t *token = mmap(NULL, 2 * sizeof(*token), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sem_t *other = token + 1;
	int status, result = 0;

	sem_init(token, 1, 0);
	sem_init(other, 1, 0);
	if (fork() == 0) {
		volatile pid_t parent = -1;

		ask_by_chance(token, &parent);
		forget_stack();
		sem_post(other);
		_exit(parent != -1);
	}
	if (fork() == 0) {
		sem_post(other);
		sem_post(token);
		sem_post(other);
		_exit(0);
	}
	while (wait(&status) > 0)
		result |= WEXITSTATUS(status);
	return result;
}
