/*
 * Process ids in whatever can hold one: what is sent, what fork and wait return, what is
 * told of a signal, of a lock, of the other end of a connection. All of them agree.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t sender;

static void note(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	sender = info->si_pid;
}

static void expect(const char *what, pid_t told, pid_t wanted)
{
	if (told == wanted)
		return;
	printf("%s: %d, not %d\n", what, (int)told, (int)wanted);
	fflush(stdout);
	exit(1);
}

static int stands_in_proc(pid_t pid)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY);
	if (fd >= 0)
		close(fd);
	return fd >= 0 && access(path, R_OK) == 0;
}

static void live(int fd, pid_t parent)
{
	pid_t self = getpid();

	expect("getppid", getppid(), parent);
	kill(parent, SIGUSR1);
	if (write(fd, &self, sizeof(self)) != sizeof(self))
		exit(1);
	exit(0);
}

int main(void)
{
	const struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO | SA_RESTART};
	struct ucred other;
	socklen_t length = sizeof(other);
	siginfo_t info;
	int ends[2];
	pid_t self, child, sent;

	sigaction(SIGUSR1, &action, NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return 1;
	self = getpid();
	child = fork();
	if (child == 0)
		live(ends[1], self);
	if (read(ends[0], &sent, sizeof(sent)) != sizeof(sent))
		return 1;
	expect("what it sent", sent, child);
	expect("who signalled", sender, child);
	getsockopt(ends[0], SOL_SOCKET, SO_PEERCRED, &other, &length);
	expect("who made the sockets", other.pid, getpid());
	waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
	expect("who has ended", info.si_pid, child);
	expect("who was waited for", wait(NULL), child);
	expect("who is in /proc", stands_in_proc(child), 0);
	expect("who is in /proc", stands_in_proc(getpid()), 1);
	printf("%d and %d\n", (int)getpid(), (int)child);
	return 0;
}
