/* One wait with a time-out that is too late, and one that is not. */
#include <errno.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct timespec in_seconds(time_t seconds)
{
	struct timespec at;

	clock_gettime(CLOCK_REALTIME, &at);
	at.tv_sec += seconds;
	return at;
}

int main(void)
{
	sem_t *sem =
		mmap(NULL, sizeof(*sem), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct timespec until;

	sem_init(sem, 1, 0);
	if (fork() == 0) {
		sleep(5);
		sem_post(sem);
		return 0;
	}
	until = in_seconds(2);
	if (sem_timedwait(sem, &until) == 0 || errno != ETIMEDOUT)
		return 1;
	until = in_seconds(10);
	if (sem_timedwait(sem, &until) != 0)
		return 1;
	wait(NULL);
	return 0;
}
