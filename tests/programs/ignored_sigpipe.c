/* SIGPIPE is ignored: the write fails with EPIPE. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int fds[2];

	signal(SIGPIPE, SIG_IGN);
	if (pipe(fds) < 0)
		return 2;
	if (fork() == 0) {
		close(fds[1]);
		return 0;
	}
	close(fds[0]);
	wait(NULL);
	return write(fds[1], "x", 1) == -1 && errno == EPIPE ? 0 : 1;
}
