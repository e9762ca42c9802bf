/*
 * A handler without SA_RESTART ends what a process waits for, accept(2) and flock(2) too; with it
 * the wait goes on, unless the socket has a time-out of its own (signal(7)).
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void ignore(int signal)
{
	(void)signal;
}

static void handle(int signal, int flags)
{
	struct sigaction action = {.sa_handler = ignore, .sa_flags = flags};

	sigaction(signal, &action, NULL);
}

static int listening(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5021)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 1) < 0)
		_exit(1);
	return fd;
}

static void wait_in_vain(const char *path)
{
	struct timeval limit = {3600, 0};
	int server = listening();
	int file = open(path, O_RDWR);

	if (accept(server, NULL, NULL) >= 0 || errno != EINTR)
		_exit(2);
	if (flock(file, LOCK_EX) == 0 || errno != EINTR)
		_exit(3);
	setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (accept(server, NULL, NULL) >= 0 || errno != EINTR)
		_exit(4);
	_exit(0);
}

int main(void)
{
	char path[] = "/tmp/ipcstage-test-XXXXXX";
	int file = mkstemp(path), status;
	const struct timespec pause = {0, 1000000};
	const int signals[] = {SIGUSR1, SIGUSR1, SIGUSR2};
	pid_t child;

	handle(SIGUSR1, 0);
	handle(SIGUSR2, SA_RESTART);
	flock(file, LOCK_EX);
	child = fork();
	if (child == 0)
		wait_in_vain(path);
	for (int i = 0; i < 3; i++) {
		nanosleep(&pause, NULL);
		kill(child, signals[i]);
	}
	waitpid(child, &status, 0);
	unlink(path);
	printf("status %d\n", WEXITSTATUS(status));
	return status != 0;
}
