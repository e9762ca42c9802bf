/* Pseudo-terminals and a shell that libc runs by itself: each is named. Both children are heard. */
#include <pty.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wordexp.h>

static int by_openpty(void)
{
	int ours, theirs;
	char text[2];
	pid_t child;

	if (openpty(&ours, &theirs, NULL, NULL, NULL) < 0)
		return 1;
	child = fork();
	if (child == 0) {
		setpgid(0, 0); /* a step, for which its parent has to wait */
		_exit(write(theirs, "hi", 2) != 2);
	}
	if (read(ours, text, 2) != 2 || memcmp(text, "hi", 2) != 0)
		return 2;
	return waitpid(child, NULL, 0) == child ? 0 : 3;
}

static int by_forkpty(void)
{
	int ours;
	pid_t child = forkpty(&ours, NULL, NULL, NULL);
	char text[2];

	if (child == 0)
		_exit(write(STDOUT_FILENO, "ho", 2) != 2);
	if (read(ours, text, 2) != 2 || memcmp(text, "ho", 2) != 0)
		return 4;
	return waitpid(child, NULL, 0) == child ? 0 : 5;
}

int main(void)
{
	wordexp_t words;
	int result = wordexp("$(echo a b)", &words, 0) == 0 && words.we_wordc == 2 ? 0 : 6;

	if (result == 0)
		result = by_openpty();
	return result ? result : by_forkpty();
}
