/*
 * What nobody holds: after three steps the kernel's own number of the process, which /proc/self
 * names, decides how many more there are.
 */
#include <semaphore.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static long kernels_number(void)
{
	char number[16] = "";

	return readlink("/proc/self", number, sizeof(number) - 1) > 0 ? atol(number) : 0;
}

int main(void)
{
	sem_t *turn = mmap(NULL, sizeof(*turn), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			   -1, 0);

	sem_init(turn, 1, 0);
	for (int child = 0; child < 2; child++) {
		if (fork() == 0) {
			long steps = 3;

			while (steps--)
				sem_post(turn);
			for (steps = kernels_number() / 4 % 5; steps > 0; steps--)
				sem_post(turn);
			_exit(0);
		}
	}
	wait(NULL);
	wait(NULL);
	return 0;
}
