/* A child becomes the program that the arguments say. */
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int status;

	if (fork() == 0) {
		execv(argv[argc > 1], argv + 1);
		_exit(127);
	}
	return wait(&status) < 0 || status != 0;
}
