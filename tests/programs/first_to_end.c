/*
 * Two children that only end; which was first counts or does not. "status": how the first one that
 * was waited for has ended (status 1: as the second does). "pid": who it was. "ignored": nobody
 * looks. "same": all end alike. "sum": it comes to the same. "left": the second is not waited for.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t start(int status)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(status);
	return pid;
}

static int look_at_status(int others)
{
	int status = 0;

	wait(&status);
	if (others)
		wait(NULL);
	return WEXITSTATUS(status);
}

static void ignore_both(void)
{
	while (wait(NULL) > 0)
		continue;
}

static int add_up(void)
{
	int sum = 0, status;

	while (wait(&status) != -1)
		sum += WEXITSTATUS(status);
	return sum - 1;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "status";
	pid_t first = start(0), second = start(strcmp(how, "same") != 0);

	if (strcmp(how, "ignored") == 0) {
		ignore_both();
		return second < 0;
	}
	if (strcmp(how, "sum") == 0)
		return add_up();
	if (strcmp(how, "pid") == 0)
		return wait(NULL) != first;
	return look_at_status(strcmp(how, "left") != 0);
}
