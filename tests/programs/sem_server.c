/* Doubles the number in shared memory whenever it is told to, for ever: by named semaphores. */
#include <fcntl.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
	sem_t *asked = sem_open("/ipcstage-test-asked", O_CREAT, 0600, 0);
	sem_t *answered = sem_open("/ipcstage-test-answered", O_CREAT, 0600, 0);
	int memory = shm_open("/ipcstage-test-memory", O_CREAT | O_RDWR, 0600);
	int *number;

	if (asked == SEM_FAILED || answered == SEM_FAILED || ftruncate(memory, sizeof(int)) != 0)
		return 2;
	number = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	while (sem_wait(asked) == 0) {
		*number *= 2;
		sem_post(answered);
	}
	return 1;
}
