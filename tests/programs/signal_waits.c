/*
 * Waiting for blocked signals: sigwait(3) takes them one by one, sigwaitinfo(2) says who has sent
 * one, sigtimedwait(2) gives up in time and ends with EINTR when another signal has a handler.
 * Which one is taken first hangs on who was faster: two are sent by two processes.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static sigset_t both;

static void handler(int signal)
{
	(void)signal;
}

static pid_t send(int signal, unsigned seconds)
{
	pid_t parent = getpid(), child = fork();

	if (child == 0) {
		if (seconds)
			sleep(seconds);
		kill(parent, signal);
		_exit(0);
	}
	return child;
}

static int in_time(int seconds)
{
	const struct timespec limit = {seconds, 0};

	return sigtimedwait(&both, NULL, &limit);
}

/* The exit status tells what was not as it should be. */
static int one_after_the_other(void)
{
	siginfo_t info;
	pid_t child;

	if (in_time(0) >= 0 || errno != EAGAIN || in_time(60) >= 0 || errno != EAGAIN)
		return 10;
	child = send(SIGUSR2, 5);
	if (sigwaitinfo(&both, &info) != SIGUSR2 || info.si_pid != child)
		return 11;
	waitpid(child, NULL, 0);
	child = send(SIGHUP, 5);
	if (in_time(60) >= 0 || errno != EINTR)
		return 12;
	waitpid(child, NULL, 0);
	return 0;
}

int main(void)
{
	int first, second, failed;

	sigemptyset(&both);
	sigaddset(&both, SIGUSR1);
	sigaddset(&both, SIGUSR2);
	sigprocmask(SIG_BLOCK, &both, NULL);
	signal(SIGHUP, handler);
	failed = one_after_the_other();
	if (failed)
		return failed;
	send(SIGUSR1, 0);
	send(SIGUSR2, 0);
	if (sigwait(&both, &first) != 0 || sigwait(&both, &second) != 0)
		return 13;
	printf("first %s\n", first == SIGUSR1 ? "SIGUSR1" : "SIGUSR2");
	wait(NULL);
	wait(NULL);
	return first == SIGUSR1 ? 0 : 1;
}
