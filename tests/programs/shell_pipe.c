/* What a shell does for `a | b`: dup2(2) onto 0 and 1, then exec. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void run(char *program, const char *part, int from, int to, const int fds[2])
{
	if (fork() != 0)
		return;
	dup2(from, 0);
	dup2(to, 1);
	close(fds[0]);
	close(fds[1]);
	execlp(program, program, part, (char *)NULL);
	_exit(127);
}

static int a(void)
{
	printf("one\ntwo\nthree\n");
	return 0;
}

static int b(void)
{
	char line[80];
	int lines = 0;

	while (fgets(line, sizeof(line), stdin))
		lines++;
	return lines;
}

int main(int argc, char **argv)
{
	int fds[2];
	int status, lines = 0;

	if (argc == 2)
		return strcmp(argv[1], "a") == 0 ? a() : b();
	if (pipe(fds) < 0)
		return 2;
	run(argv[0], "a", 0, fds[1], fds);
	run(argv[0], "b", fds[0], 1, fds);
	close(fds[0]);
	close(fds[1]);
	while (wait(&status) > 0)
		lines += WEXITSTATUS(status);
	return lines == 3 ? 0 : 1;
}
