/* stdio over a pipe: fdopen(3), fgets(3), dprintf(3). */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int add_up(int fd)
{
	FILE *in = fdopen(fd, "r");
	char line[80];
	int sum = 0;

	while (fgets(line, sizeof(line), in))
		sum += atoi(line);
	return fileno(in) == fd && fclose(in) == 0 ? sum : 0;
}

int main(void)
{
	int fds[2];
	int status;
	FILE *out;

	if (pipe(fds) < 0)
		return 2;
	if (fork() == 0) {
		close(fds[1]);
		return add_up(fds[0]);
	}
	close(fds[0]);
	dprintf(fds[1], "%d\n", 1);
	out = fdopen(fds[1], "w");
	fprintf(out, "20\n300\n");
	fclose(out);
	wait(&status);
	return WEXITSTATUS(status) == (321 & 255) ? 0 : 1;
}
