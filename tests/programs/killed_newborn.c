/* Children that are killed as soon as they are there, most of them before they have begun. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 100 };

int main(void)
{
	int status;

	for (int i = 0; i < CHILDREN; i++) {
		pid_t child = fork();

		if (child == 0)
			pause();
		if (kill(child, SIGKILL) < 0 || waitpid(child, &status, 0) != child)
			return 1;
	}
	return 0;
}
