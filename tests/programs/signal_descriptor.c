/*
 * Signals that are read: two children send one each, and their order is the senders'. A poll(2)
 * waits for them, too. The exit status tells which came first; "twice": both send the same one,
 * which is merged where nobody has read the first.
 */
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static void send(int signal)
{
	pid_t parent = getpid();

	if (fork() == 0) {
		kill(parent, signal);
		_exit(0);
	}
}

static int taken(int fd)
{
	struct pollfd wanted = {.fd = fd, .events = POLLIN};
	struct signalfd_siginfo info;

	if (poll(&wanted, 1, 60000) != 1 || read(fd, &info, sizeof(info)) != sizeof(info))
		return 0;
	return (int)info.ssi_signo;
}

int main(int argc, char **argv)
{
	int twice = argc > 1 && strcmp(argv[1], "twice") == 0;
	sigset_t signals;
	int fd, first, second;

	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGUSR2);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	fd = signalfd(-1, &signals, 0);
	send(SIGUSR1);
	send(twice ? SIGUSR1 : SIGUSR2);
	first = taken(fd);
	second = taken(fd);
	while (wait(NULL) > 0)
		continue;
	return first == 0 || second == 0 ? 2 : first != SIGUSR1;
}
