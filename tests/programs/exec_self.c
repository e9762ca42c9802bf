/* exec(3) of another image of this program, which goes on with the pipe that it was given. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int answer(int in, int out)
{
	char byte;

	while (read(in, &byte, 1) == 1) {
		byte++;
		if (write(out, &byte, 1) != 1)
			return 1;
	}
	return 0;
}

static void become(char *program, int in, int out)
{
	char first[16], second[16];

	snprintf(first, sizeof(first), "%d", in);
	snprintf(second, sizeof(second), "%d", out);
	execl(program, program, first, second, (char *)NULL);
	_exit(127);
}

int main(int argc, char **argv)
{
	int to[2], from[2];
	char byte = 'a';

	if (argc == 3)
		return answer(atoi(argv[1]), atoi(argv[2]));
	if (pipe(to) < 0 || pipe(from) < 0)
		return 2;
	if (fork() == 0) {
		close(to[1]);
		close(from[0]);
		become(argv[0], to[0], from[1]);
	}
	close(to[0]);
	close(from[1]);
	for (int i = 0; i < 3; i++) {
		if (write(to[1], &byte, 1) != 1 || read(from[0], &byte, 1) != 1)
			return 1;
	}
	close(to[1]);
	if (read(from[0], &byte, 1) != 0)
		return 1;
	wait(NULL);
	return byte == 'd' ? 0 : 1;
}
