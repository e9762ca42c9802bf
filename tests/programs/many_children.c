/* More children one after another than there are places in the process table. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	for (int i = 0; i < 200; i++) {
		pid_t child = fork();

		if (child == 0)
			return 0;
		if (child < 0) {
			printf("fork %d: %s\n", i + 1, strerror(errno));
			return 1;
		}
		waitpid(child, NULL, 0);
	}
	return 0;
}
