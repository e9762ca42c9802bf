/* A parent that gives its child some time to end, and kills it when that is over: pidfd_open(2). */
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000, SLEEP_S = 5 };

int main(void)
{
	struct pollfd end = {.events = POLLIN};
	int status;
	pid_t child = fork();

	if (child == 0) {
		sleep(SLEEP_S);
		return 0;
	}
	end.fd = (int)syscall(SYS_pidfd_open, child, 0);
	if (end.fd < 0)
		return 2;
	if (poll(&end, 1, PATIENCE_MS) != 0)
		return 1;
	kill(child, SIGKILL);
	if (poll(&end, 1, PATIENCE_MS) != 1 || waitpid(child, &status, 0) != child)
		return 1;
	return WIFSIGNALED(status) ? 0 : 1;
}
