/*
 * The mask of ppoll(2), pselect(2), epoll_pwait(2) and sigsuspend(2) counts for as long as they
 * wait. A signal that is blocked but for that ends the wait, and not when there is something to be
 * read. One that is blocked for that only does not. The exit status tells what was not so.
 *
 * "held": the signal is held back by the wait: its handler has run before the wait or after it.
 * "kills": it has no handler. "gone": a child's end does nothing, and ends no wait.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t handled;
static int ends[2];

static void handler(int signal)
{
	(void)signal;
	handled++;
}

static sigset_t only(int signal)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	return set;
}

static int poll_until(const sigset_t *mask)
{
	struct pollfd fd = {.fd = ends[0], .events = POLLIN};

	return ppoll(&fd, 1, NULL, mask);
}

static int select_until(const sigset_t *mask)
{
	fd_set reading;

	FD_ZERO(&reading);
	FD_SET(ends[0], &reading);
	return pselect(ends[0] + 1, &reading, NULL, NULL, NULL, mask);
}

static int epoll_until(const sigset_t *mask)
{
	struct epoll_event event = {.events = EPOLLIN};
	int epoll = epoll_create1(0), result;

	epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event);
	result = epoll_pwait(epoll, &event, 1, -1, mask);
	close(epoll);
	return result;
}

static void send(int signal, const char *text)
{
	if (fork() == 0) {
		kill(getppid(), signal);
		if (write(ends[1], text, strlen(text)) < 0)
			_exit(1);
		_exit(0);
	}
}

/* Blocked but for the wait. */
static int let_in(int (*wait_until)(const sigset_t *))
{
	sigset_t blocked = only(SIGUSR1), none;
	char c = 0;

	sigemptyset(&none);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	handled = 0;
	send(SIGUSR1, "");
	if (wait_until(&none) != -1 || errno != EINTR || handled != 1)
		return 1;
	wait(NULL);
	if (write(ends[1], "x", 1) != 1)
		return 2;
	kill(getpid(), SIGUSR1);
	if (wait_until(&none) != 1 || handled != 1 || read(ends[0], &c, 1) != 1)
		return 3;
	if (wait_until == select_until && (sigsuspend(&none) != -1 || handled != 2))
		return 4;
	sigprocmask(SIG_UNBLOCK, &blocked, NULL);
	return handled == 2 ? 0 : 5;
}

/* Blocked by the wait: what it comes to does not hang on it. */
static int held(void)
{
	sigset_t mask = only(SIGUSR1);
	char c = 0;

	send(SIGUSR1, "x");
	if (poll_until(&mask) != 1 || handled != 1 || read(ends[0], &c, 1) != 1)
		return 1;
	wait(NULL);
	return 0;
}

static int gone(void)
{
	sigset_t blocked = only(SIGCHLD), none;

	sigemptyset(&none);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	send(0, "");
	if (fork() == 0) {
		sleep(1);
		_exit(write(ends[1], "x", 1) != 1);
	}
	return poll_until(&none) != 1;
}

static int killed(void)
{
	sigset_t blocked = only(SIGTERM), none;

	sigemptyset(&none);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	send(SIGTERM, "");
	return poll_until(&none);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	int failed;

	signal(SIGUSR1, handler);
	if (pipe(ends) < 0)
		return 100;
	if (strcmp(mode, "held") == 0)
		return held();
	if (strcmp(mode, "gone") == 0)
		return gone();
	if (strcmp(mode, "kills") == 0)
		return killed();
	failed = let_in(poll_until);
	if (!failed)
		failed = let_in(select_until);
	return failed ? failed : let_in(epoll_until);
}
