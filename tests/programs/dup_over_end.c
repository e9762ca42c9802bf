/* A child lays something else over the last write end: a reader that does not wait sees when. */
#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	sem_t *sems = mmap(NULL, 2 * sizeof(*sems), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int ends[2], nothing = open("/dev/null", O_RDWR);
	ssize_t got;
	char byte;

	if (nothing < 0 || pipe2(ends, O_NONBLOCK) < 0)
		return 1;
	sem_init(&sems[0], 1, 0);
	sem_init(&sems[1], 1, 0);
	if (fork() == 0) {
		sem_post(&sems[0]);
		dup2(nothing, ends[1]);
		sem_wait(&sems[1]);
		_exit(0);
	}
	close(ends[1]);
	sem_wait(&sems[0]);
	got = read(ends[0], &byte, 1); /* the end, or EAGAIN */
	sem_post(&sems[1]);
	wait(NULL);
	return got == 0 ? 0 : 5;
}
