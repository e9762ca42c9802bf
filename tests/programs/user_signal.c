/* A child tells its parent something by a signal with a handler, which writes into a pipe. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int fds[2];
static volatile sig_atomic_t count;

static void handle(int number)
{
	int saved = errno;
	char byte = (char)number;

	count++;
	if (write(fds[1], &byte, 1) != 1)
		_exit(3);
	errno = saved;
}

int main(void)
{
	struct sigaction action;
	char byte;

	if (pipe(fds) < 0)
		return 2;
	memset(&action, 0, sizeof(action));
	action.sa_handler = handle;
	action.sa_flags = SA_RESTART;
	sigaction(SIGUSR1, &action, NULL);
	if (fork() == 0) {
		for (int i = 0; i < 3; i++) {
			kill(getppid(), SIGUSR1);
			if (read(fds[0], &byte, 1) != 1 || byte != SIGUSR1)
				return 1;
		}
		return 0;
	}
	wait(NULL);
	return count == 3 ? 0 : 1;
}
