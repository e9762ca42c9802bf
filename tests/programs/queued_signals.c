/*
 * Blocked signals that wait: which is told first, by whom and with what, is known only when they
 * are taken, long after those who sent them have ended. The exit status says it.
 *
 * No argument: real-time signals queue with their values. "count": how many they are. "child": a
 * child's end merges with that of another. "handler": they are told when they are let in. "read":
 * by a signalfd. "at-once": they are not blocked. "own": the process has sent them to itself.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t told;
static int ends[2];
static sigset_t set;

static void handler(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	told = told * 3 + info->si_value.sival_int;
}

static void block(int signal)
{
	sigemptyset(&set);
	sigaddset(&set, signal);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void catch (int signal)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

	sigaction(signal, &action, NULL);
}

/* Steps of others, so that what was sent is long ago. */
static void write_steps(int count)
{
	if (fork() > 0)
		return;
	while (count-- > 0) {
		if (write(ends[1], "x", 1) != 1)
			_exit(9);
	}
	_exit(0);
}

static void send(int value, int times)
{
	if (fork() > 0)
		return;
	while (times-- > 0)
		sigqueue(getppid(), SIGRTMIN, (union sigval){.sival_int = value});
	_exit(0);
}

static void await_all(void)
{
	while (wait(NULL) > 0)
		;
}

static int take_value(void)
{
	siginfo_t info;

	return sigwaitinfo(&set, &info) < 0 ? 9 : info.si_value.sival_int;
}

/* What was told depends on what was read: how many there were, not on who sent them. */
static int take_all(void)
{
	const struct timespec now = {0, 0};
	int count = 0;

	write_steps(1);
	if (fork() == 0) {
		char c;

		fcntl(ends[0], F_SETFL, O_NONBLOCK);
		sigqueue(getppid(), SIGRTMIN, (union sigval){.sival_int = 0});
		if (read(ends[0], &c, 1) == 1)
			sigqueue(getppid(), SIGRTMIN, (union sigval){.sival_int = 0});
		_exit(0);
	}
	await_all();
	while (sigtimedwait(&set, NULL, &now) > 0)
		count++;
	return count;
}

/* Nothing is left of what was read but how many they are. */
static int take_own(void)
{
	const struct timespec now = {0, 0};
	int count = 0;
	char c = 0;

	write_steps(1);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	pthread_kill(pthread_self(), SIGRTMIN);
	if (read(ends[0], &c, 1) == 1)
		pthread_sigqueue(pthread_self(), SIGRTMIN, (union sigval){.sival_int = 0});
	c = 0;
	write_steps(1);
	await_all();
	while (sigtimedwait(&set, NULL, &now) > 0)
		count++;
	return count;
}

static int take_child(void)
{
	siginfo_t info;
	int gate[2];
	char c;

	if (pipe(gate) < 0)
		return 9;
	for (int i = 1; i <= 2; i++) {
		if (fork() == 0)
			_exit(read(gate[0], &c, 1) == 1 ? i : 9);
	}
	if (write(gate[1], "xx", 2) != 2)
		return 9;
	if (write(ends[1], "x", 1) != 1)
		return 9;
	return sigwaitinfo(&set, &info) < 0 ? 9 : info.si_status;
}

static int let_in(void)
{
	await_all();
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return told;
}

static int read_one(void)
{
	int fd = signalfd(-1, &set, 0);
	struct signalfd_siginfo info;

	await_all();
	return read(fd, &info, sizeof(info)) == sizeof(info) ? info.ssi_int : 9;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	if (pipe(ends) < 0)
		return 9;
	catch (SIGRTMIN);
	if (strcmp(mode, "at-once") != 0)
		block(strcmp(mode, "child") == 0 ? SIGCHLD : SIGRTMIN);
	if (strcmp(mode, "child") == 0)
		return take_child();
	if (strcmp(mode, "count") == 0)
		return take_all();
	if (strcmp(mode, "own") == 0)
		return take_own();
	send(1, 1);
	send(2, 1);
	write_steps(2);
	if (strcmp(mode, "read") == 0)
		return read_one();
	if (strcmp(mode, "handler") == 0 || strcmp(mode, "at-once") == 0)
		return let_in();
	await_all();
	return take_value();
}
