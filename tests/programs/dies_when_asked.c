/*
 * A process that is held in front of a step dies there: what stands in its way is the C library's
 * function that the agent asks with how much of the heap is free.
 */
#include <malloc.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t dies;

struct mallinfo2 mallinfo2(void)
{
	if (dies)
		kill(getpid(), SIGKILL);
	return (struct mallinfo2){0};
}

int main(void)
{
	int ends[2];

	if (pipe(ends) < 0)
		return 1;
	if (fork() == 0) {
		dies = 1;
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		_exit(0);
	}
	wait(NULL);
	return 0;
}
