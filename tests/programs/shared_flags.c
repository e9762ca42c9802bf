/* Whoever sets O_NONBLOCK sets it for all who have the description. */
#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	sem_t *sem =
		mmap(NULL, sizeof(*sem), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int ends[2], flags;

	if (pipe(ends) < 0)
		return 1;
	sem_init(sem, 1, 0);
	if (fork() == 0) {
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
		sem_wait(sem);
		_exit(0);
	}
	flags = fcntl(ends[0], F_GETFL);
	sem_post(sem);
	wait(NULL);
	return flags & O_NONBLOCK ? 0 : 5;
}
