/*
 * Plain accesses of shared memory, compiled without hooks; what happens before there is anybody
 * else, and after, is nobody's race.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	*shared = 1;
	if (fork() == 0) {
		++*shared; /* line 16 */
		_exit(0);
	}
	wait(NULL);
	return *shared == 2 ? 0 : 1;
}
