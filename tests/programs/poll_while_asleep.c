/* One asks again and again until the other one, who sleeps for a second, has put back a token. */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	sem_t *ready = mmap(NULL, sizeof(*ready), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	sem_init(ready, 1, 0);
	if (fork() == 0) {
		sleep(1);
		sem_post(ready);
		_exit(0);
	}
	while (sem_trywait(ready) < 0)
		continue;
	wait(NULL);
	return 0;
}
