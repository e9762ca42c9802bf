/* A pipe read until its end: the writer's closing is what ends the reader's loop. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int add_up(int fd)
{
	int number, sum = 0;

	while (read(fd, &number, sizeof(number)) == sizeof(number))
		sum += number;
	return sum;
}

int main(void)
{
	int fds[2];
	int status;

	if (pipe(fds) < 0)
		return 2;
	if (fork() == 0) {
		close(fds[1]);
		return add_up(fds[0]) == 10 ? 0 : 1;
	}
	close(fds[0]);
	for (int i = 1; i <= 4; i++) {
		if (write(fds[1], &i, sizeof(i)) != sizeof(i))
			return 2;
	}
	close(fds[1]);
	wait(&status);
	printf("the reader ended with %d\n", WEXITSTATUS(status));
	return WEXITSTATUS(status);
}
