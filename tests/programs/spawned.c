/* posix_spawn(3) with a pipe for the new program's output. */
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	char *arguments[] = {argv[0], "child", NULL};
	posix_spawn_file_actions_t actions;
	char text[8] = {0};
	int fds[2];
	pid_t child;

	if (argc > 1)
		return write(1, "hello", 5) == 5 ? 0 : 1;
	if (pipe(fds) < 0)
		return 2;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fds[1], 1);
	posix_spawn_file_actions_addclose(&actions, fds[0]);
	if (posix_spawn(&child, argv[0], &actions, NULL, arguments, environ) != 0)
		return 1;
	close(fds[1]);
	if (read(fds[0], text, 5) != 5 || read(fds[0], text + 5, 1) != 0)
		return 1;
	return waitpid(child, NULL, 0) == child && strcmp(text, "hello") == 0 ? 0 : 1;
}
