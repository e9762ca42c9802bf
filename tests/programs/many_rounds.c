/* Two who do the same sixty times and then end: how often is known to nobody but them. */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void take_and_put_back(sem_t *lock)
{
	for (int i = 0; i < 60; i++) {
		sem_wait(lock);
		sem_post(lock);
	}
	_exit(0);
}

int main(void)
{
	sem_t *lock = mmap(NULL, sizeof(*lock), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			   -1, 0);

	sem_init(lock, 1, 1);
	if (fork() == 0)
		take_and_put_back(lock);
	if (fork() == 0)
		take_and_put_back(lock);
	wait(NULL);
	wait(NULL);
	return 0;
}
