/*
 * Children that nobody has to wait for: their parent ignores SIGCHLD, or says so ("flag"). A wait
 * goes on when all have ended, and finds none. The status is how many had written by then.
 * "meanwhile": whether the one child there is has ended before, and can be waited for, is open.
 * "late": one has ended before its parent says so, and can be waited for.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void discard(int flags)
{
	struct sigaction action = {.sa_handler = flags ? SIG_DFL : SIG_IGN, .sa_flags = flags};

	sigaction(SIGCHLD, &action, NULL);
}

static void write_one(int fd)
{
	if (fork() == 0)
		_exit(write(fd, "x", 1) != 1);
}

int main(int argc, char *argv[])
{
	const char *how = argc > 1 ? argv[1] : "";
	char bytes[4];
	int ends[2];

	if (pipe(ends) < 0)
		return 9;
	write_one(ends[1]);
	if (strcmp(how, "meanwhile") == 0) {
		discard(0);
		return wait(NULL) < 0;
	}
	if (strcmp(how, "late") == 0) {
		waitid(P_ALL, 0, &(siginfo_t){0}, WEXITED | WNOWAIT);
		discard(0);
		write_one(ends[1]);
		return wait(NULL) < 0;
	}
	discard(strcmp(how, "flag") == 0 ? SA_NOCLDWAIT : 0);
	write_one(ends[1]);
	if (wait(NULL) > 0)
		wait(NULL);
	if (errno != ECHILD)
		return 8;
	return (int)read(ends[0], bytes, sizeof(bytes));
}
