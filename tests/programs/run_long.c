/* Runs for as long as one lets it: two children pass a token round for ever. */
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	sem_t *sems = mmap(NULL, 2 * sizeof(*sems), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	sem_init(&sems[0], 1, 1);
	sem_init(&sems[1], 1, 0);
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			for (;;) {
				sem_wait(&sems[i]);
				sem_post(&sems[1 - i]);
			}
		}
	}
	wait(NULL);
	return 0;
}
