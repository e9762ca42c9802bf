/* A socket that has no connections, of each kind, and a pair of them, which has one. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Two tell their numbers: the first that comes counts. */
static int ask(int ours, int theirs)
{
	char first = 0;

	for (char number = 0; number < 2; number++) {
		if (fork() == 0) {
			send(theirs, &number, 1, 0);
			_exit(0);
		}
	}
	recv(ours, &first, 1, 0);
	while (wait(NULL) > 0)
		;
	return first;
}

static int ask_by_pair(void)
{
	int pair[2];

	return socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0 ? 2 : ask(pair[0], pair[1]);
}

static int ask_by_port(void)
{
	int ours = socket(AF_INET, SOCK_DGRAM, 0), theirs = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t length = sizeof(at);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(ours, (struct sockaddr *)&at, length) < 0) /* unseen: by port */
		return 2;
	getsockname(ours, (struct sockaddr *)&at, &length);
	if (connect(theirs, (struct sockaddr *)&at, length) < 0) /* unseen: by port */
		return 2;
	send(theirs, "", 1, 0); /* unseen: by port */
	return 0;
}

static int ask_by_path(void)
{
	int theirs = socket(AF_UNIX, SOCK_DGRAM, 0), pair[2];
	struct sockaddr_un at = {AF_UNIX, "datagrams.socket"};

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) < 0 ||
	    bind(theirs, (struct sockaddr *)&at, sizeof(at)) < 0) /* unseen: by path */
		return 2;
	sendto(pair[0], "", 1, 0, (struct sockaddr *)&at, sizeof(at)); /* unseen: by path */
	return 0;
}

/* Nobody is there, as this address is for documentation only (RFC 5737). */
static int ask_host(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(9)};

	at.sin_addr.s_addr = htonl(0xc0000201);
	connect(fd, (struct sockaddr *)&at, sizeof(at)); /* unseen: host */
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "port") == 0)
		return ask_by_port();
	if (argc > 1 && strcmp(argv[1], "host") == 0)
		return ask_host();
	return argc > 1 ? ask_by_path() : ask_by_pair();
}
