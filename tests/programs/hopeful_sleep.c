/* A child that sleeps until its parent must have done its work, or so it hopes. */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	sem_t *done = mmap(NULL, sizeof(*done), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			   -1, 0);
	int status;

	if (done == MAP_FAILED || sem_init(done, 1, 0) < 0)
		return 2;
	if (fork() == 0) {
		sleep(1);
		return sem_trywait(done) < 0;
	}
	sem_post(done);
	wait(&status);
	return WEXITSTATUS(status);
}
