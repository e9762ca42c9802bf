/*
 * More is sent than poll(2) would have room for, and less than the kernel has: who sends does not
 * wait, though the other one receives only later. The word says by what.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 60000, PIECES = 3 };

static char piece[PIECE];

static int connect_here(int ends[2])
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t length = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ends[0] = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(listener, (struct sockaddr *)&at, length) || listen(listener, 1) ||
	    getsockname(listener, (struct sockaddr *)&at, &length) ||
	    connect(ends[0], (struct sockaddr *)&at, length))
		return -1;
	ends[1] = accept(listener, NULL, NULL);
	close(listener);
	return ends[1];
}

/* When it is told to. */
static int receive(int fd, int told_by)
{
	ssize_t got, left = (ssize_t)PIECE * PIECES;
	char byte;

	if (read(told_by, &byte, 1) != 1)
		return 1;
	while (left > 0 && (got = read(fd, piece, sizeof(piece))) > 0)
		left -= got;
	return left != 0;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "pair";
	int ends[2], go[2], status;
	bool is_pair = strcmp(how, "pair") == 0;

	if (pipe(go) ||
	    (is_pair ? socketpair(AF_UNIX, SOCK_STREAM, 0, ends) : connect_here(ends)) < 0)
		return 2;
	if (fork() == 0)
		_exit(receive(ends[1], go[0]));
	for (int i = 0; i < PIECES; i++) {
		if (send(ends[0], piece, sizeof(piece), 0) != sizeof(piece))
			return 2;
	}
	if (write(go[1], "x", 1) != 1)
		return 2;
	wait(&status);
	return status != 0;
}
