/*
 * A process that is held in front of a step dies there: what stands in its way is the C library's
 * function that the agent asks with how much of a file's mapping there is.
 */
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int madvise(void *start, size_t length, int advice)
{
	(void)start;
	(void)length;
	(void)advice;
	return kill(getpid(), SIGKILL);
}

int main(void)
{
	int ends[2], file = memfd_create("asked", 0);

	if (file < 0 || ftruncate(file, 4096) < 0 || pipe(ends) < 0 ||
	    mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0) == MAP_FAILED)
		return 1;
	if (fork() == 0) {
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		_exit(0);
	}
	wait(NULL);
	return 0;
}
