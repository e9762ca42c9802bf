/*
 * Signals by their older names: what signal(2) is in plain ISO C, sigset(3) and its like. The exit
 * status tells what was not as it should be.
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

static volatile sig_atomic_t handled;

static void handler(int signal)
{
	(void)signal;
	handled++;
}

static int disposition_is(int signal, void (*wanted)(int))
{
	struct sigaction now;

	sigaction(signal, NULL, &now);
	return now.sa_handler == wanted;
}

/* A handler of plain ISO C is gone once it has run, and nothing goes on by itself. */
static int waits(int fd)
{
	char c;

	if (read(fd, &c, 1) >= 0 || errno != EINTR || handled != 1)
		return 1;
	return disposition_is(SIGUSR1, SIG_DFL) ? 0 : 2;
}

static int holds(void)
{
	handled = 0;
	if (sigset(SIGUSR2, handler) != SIG_DFL || sighold(SIGUSR2) < 0)
		return 3;
	raise(SIGUSR2);
	if (handled != 0 || sigpause(SIGUSR2) != -1 || handled != 1)
		return 4;
	raise(SIGUSR2);
	if (sigset(SIGUSR2, SIG_HOLD) != SIG_HOLD || handled != 1 || sigrelse(SIGUSR2) < 0 ||
	    handled != 2)
		return 5;
	sigignore(SIGUSR2);
	raise(SIGUSR2);
	return handled == 2 && disposition_is(SIGUSR2, SIG_IGN) ? 0 : 6;
}

static int restarts(void)
{
	struct sigaction now;

	siginterrupt(SIGUSR1, 0);
	sigaction(SIGUSR1, NULL, &now);
	return now.sa_handler == handler && now.sa_flags & SA_RESTART ? 0 : 7;
}

int main(void)
{
	int ends[2], status, failed;
	pid_t child;

	__sysv_signal(SIGUSR1, handler);
	failed = restarts();
	if (failed || pipe(ends) < 0)
		return failed;
	__sysv_signal(SIGUSR1, handler);
	child = fork();
	if (child == 0)
		_exit(waits(ends[0]));
	usleep(1000);
	kill(child, SIGUSR1);
	waitpid(child, &status, 0);
	return status ? WEXITSTATUS(status) : holds();
}
