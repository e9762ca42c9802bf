/* A child of vfork(2) writes into its parent's memory: with fork(2) in its place it would not. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	volatile int number = 0;
	pid_t child = vfork();

	if (child == 0) {
		number = 1;
		_exit(0);
	}
	waitpid(child, NULL, 0);
	return number;
}
