/*
 * Sockets without connections: at ports and paths, with and without names of their own, connected
 * ones, and a pair of them. The word says which; with none it is the pair.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void check(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		_exit(2);
	}
}

static struct sockaddr *of(void *address)
{
	return address;
}

static struct sockaddr_in port(uint16_t number)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(number)};

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return at;
}

static int bound(uint16_t number)
{
	struct sockaddr_in at = port(number);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	check(bind(fd, of(&at), sizeof(at)), "bind");
	return fd;
}

static void await_all(void)
{
	int status;

	while (wait(&status) > 0) {
		if (!WIFEXITED(status) || WEXITSTATUS(status))
			exit(1);
	}
}

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

static int ask_by_pair(int type)
{
	int pair[2];

	return socketpair(AF_UNIX, type, 0, pair) < 0 ? 2 : ask(pair[0], pair[1]);
}

/* The same where the kernel chooses the port, and both are connected. */
static int ask_by_port(void)
{
	int ours = bound(0), theirs = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in at;
	socklen_t length = sizeof(at);

	check(getsockname(ours, of(&at), &length), "getsockname");
	printf("port %d\n", ntohs(at.sin_port));
	check(connect(theirs, of(&at), length), "connect");
	return ask(ours, theirs);
}

static int ask_by_path(void)
{
	int ours = socket(AF_UNIX, SOCK_DGRAM, 0), theirs = socket(AF_UNIX, SOCK_DGRAM, 0);
	struct sockaddr_un at = {AF_UNIX, "datagrams.socket"};

	check(bind(ours, of(&at), sizeof(at)), "bind");
	check(connect(theirs, of(&at), sizeof(at)), "connect");
	return ask(ours, theirs);
}

/* A server answers two clients, each from its own port: who asks first is told 1. */
static void serve(int fd)
{
	for (int count = 1; count <= 2; count++) {
		struct sockaddr_in from;
		socklen_t length = sizeof(from);
		char name[8] = "", text[16];
		ssize_t got = recvfrom(fd, name, sizeof(name) - 1, 0, of(&from), &length);

		check((int)got, "recvfrom");
		snprintf(text, sizeof(text), "%s %d", name, count);
		check((int)sendto(fd, text, strlen(text), 0, of(&from), length), "sendto");
	}
	_exit(0);
}

static void ask_server(const char *name)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in at = port(5000), from;
	socklen_t length = sizeof(from);
	char text[16] = "";

	check((int)sendto(fd, name, 1, 0, of(&at), sizeof(at)), "sendto");
	check((int)recvfrom(fd, text, sizeof(text) - 1, 0, of(&from), &length), "recvfrom");
	if (ntohs(from.sin_port) != 5000 || from.sin_addr.s_addr != htonl(INADDR_LOOPBACK) ||
	    text[0] != name[0])
		_exit(3);
	_exit(text[2] == '2');
}

static int echo(void)
{
	int fd = bound(5000), status, second = 0;

	for (int i = 0; i < 3; i++) {
		if (fork() == 0) {
			if (i == 0)
				serve(fd);
			ask_server(i == 1 ? "a" : "b");
		}
	}
	close(fd);
	for (int i = 0; i < 3; i++) {
		wait(&status);
		if (WEXITSTATUS(status) > 1)
			return 2;
		second += WEXITSTATUS(status);
	}
	return second != 1;
}

/* The one sends before the other is there, or after: then there is no answer. */
static int early(void)
{
	struct sockaddr_in at = port(5000);
	char byte;

	if (fork() == 0) {
		recv(bound(5000), &byte, 1, 0);
		_exit(0);
	}
	sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, of(&at), sizeof(at));
	await_all();
	return 0;
}

/* Nobody is there: a socket that is connected is told by its next call. */
static int nobody(void)
{
	struct sockaddr_in at = port(5000);
	struct sockaddr_un path = {AF_UNIX, "datagrams.socket"};
	int connected = socket(AF_INET, SOCK_DGRAM, 0), local = socket(AF_UNIX, SOCK_DGRAM, 0),
	    there = socket(AF_UNIX, SOCK_DGRAM, 0);
	char byte;

	check((int)sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, of(&at), sizeof(at)),
	      "sendto");
	check(connect(connected, of(&at), sizeof(at)), "connect");
	check((int)send(connected, "x", 1, 0), "send");
	if (recv(connected, &byte, 1, 0) >= 0 || errno != ECONNREFUSED)
		return 1;
	if (sendto(local, "x", 1, 0, of(&path), sizeof(path)) >= 0 || errno != ENOENT)
		return 1;
	check(bind(there, of(&path), sizeof(path)), "bind");
	close(there);
	if (sendto(local, "x", 1, 0, of(&path), sizeof(path)) >= 0 || errno != ECONNREFUSED)
		return 1;
	if (send(local, "x", 1, 0) >= 0 || errno != ENOTCONN)
		return 1;
	return 0;
}

/* Another one has the same port: refused, whoever comes later. */
static int taken(void)
{
	struct sockaddr_in at = port(5000);
	int status, refused = 0, gate[2];
	char byte;

	check(pipe(gate), "pipe");
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			int fd = socket(AF_INET, SOCK_DGRAM, 0);
			int result = bind(fd, of(&at), sizeof(at));

			close(gate[1]);
			read(gate[0], &byte, 1); /* until both have tried */
			_exit(result < 0 ? errno == EADDRINUSE ? 1 : 2 : 0);
		}
	}
	close(gate[1]);
	while (wait(&status) > 0)
		refused += WEXITSTATUS(status);
	return refused != 1;
}

/* Eleven messages may wait where nobody receives: who sends the next one waits. */
static int full(int count, bool receives)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "\0datagrams"};
	socklen_t length = sizeof(sa_family_t) + 10;
	int ours = socket(AF_UNIX, SOCK_DGRAM, 0);
	char byte;

	check(bind(ours, of(&at), length), "bind");
	if (fork() == 0) {
		int theirs = socket(AF_UNIX, SOCK_DGRAM, 0);

		for (int i = 0; i < count; i++)
			check((int)sendto(theirs, "x", 1, 0, of(&at), length), "sendto");
		_exit(0);
	}
	if (receives)
		check((int)recv(ours, &byte, 1, 0), "recv");
	await_all();
	return 0;
}

/* Where the buffer is small, what does not fit is lost, and nobody is told. */
static int lossy(void)
{
	const int small = 1;
	struct sockaddr_in at = port(5000);
	int ours = bound(5000), theirs = socket(AF_INET, SOCK_DGRAM, 0), got = 0;
	char text[1000] = "";

	check(setsockopt(ours, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), "setsockopt");
	for (int i = 0; i < 6; i++)
		check((int)sendto(theirs, text, sizeof(text), 0, of(&at), sizeof(at)), "sendto");
	while (recv(ours, text, sizeof(text), MSG_DONTWAIT) > 0)
		got++;
	printf("%d of 6\n", got);
	return got == 6;
}

/* Messages: as wholes, cut off, empty, looked at; by messages with several parts, and by poll. */
static int whole(void)
{
	struct sockaddr_in at = port(5000);
	int ours = bound(5000), theirs = socket(AF_INET, SOCK_DGRAM, 0);
	struct iovec parts[2] = {{"ab", 2}, {"cde", 3}};
	struct msghdr message = {
		.msg_name = &at, .msg_namelen = sizeof(at), .msg_iov = parts, .msg_iovlen = 2};
	struct pollfd poller = {.fd = ours, .events = POLLIN};
	char text[8] = "";

	if (fork() == 0) {
		check((int)sendmsg(theirs, &message, 0), "sendmsg");
		check(connect(theirs, of(&at), sizeof(at)), "connect");
		check((int)write(theirs, "", 0), "write");
		check((int)write(theirs, "last", 4), "write");
		_exit(0);
	}
	if (poll(&poller, 1, -1) != 1 || recv(ours, text, 2, MSG_PEEK) != 2 ||
	    recv(ours, text, 3, MSG_TRUNC) != 5 || memcmp(text, "abc", 3) != 0)
		return 1;
	if (recv(ours, text, sizeof(text), 0) != 0 || read(ours, text, sizeof(text)) != 4 ||
	    memcmp(text, "last", 4) != 0)
		return 1;
	await_all();
	return 0;
}

/* A child binds what its parent has made, too: it is open until both have closed it. */
static int inherited(void)
{
	struct sockaddr_in at = port(5000);
	int fd = socket(AF_INET, SOCK_DGRAM, 0), other = socket(AF_INET, SOCK_DGRAM, 0), status;
	char byte = 0;

	if (fork() == 0) {
		check(bind(fd, of(&at), sizeof(at)), "bind");
		_exit(0);
	}
	wait(&status);
	check(connect(other, of(&at), sizeof(at)), "connect");
	check((int)send(other, "y", 1, 0), "send");
	check((int)recv(fd, &byte, 1, 0), "recv");
	close(fd);
	check((int)send(other, "z", 1, 0), "send");
	return byte != 'y' || send(other, "z", 1, 0) >= 0 || errno != ECONNREFUSED;
}

/* Others than the run would have these. */
static int outside(void)
{
	struct sockaddr_in at = port(5000);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	at.sin_addr.s_addr = htonl(0x7f000002);
	return bind(fd, of(&at), sizeof(at)) < 0; /* unseen: outside */
}

static int twice(void)
{
	struct sockaddr_in at = port(5000);
	const int yes = 1;

	for (int i = 0; i < 2; i++) {
		int fd = socket(AF_INET, SOCK_DGRAM, 0);

		check(setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof(yes)), "setsockopt");
		check(bind(fd, of(&at), sizeof(at)), "bind"); /* unseen: twice */
	}
	return 0;
}

/* Nobody is there, as this address is for documentation only (RFC 5737). */
static int ask_host(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(9)};

	at.sin_addr.s_addr = htonl(0xc0000201);
	connect(fd, of(&at), sizeof(at)); /* unseen: host */
	return 0;
}

static int pair(void)
{
	return ask_by_pair(SOCK_DGRAM);
}

static int sequence(void)
{
	return ask_by_pair(SOCK_SEQPACKET);
}

static int fits(void)
{
	return full(11, false);
}

static int overflows(void)
{
	return full(12, false);
}

static int drains(void)
{
	return full(12, true);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *word;
		int (*way)(void);
	} ways[] = {
		{"pair", pair},		  {"sequence", sequence},   {"port", ask_by_port},
		{"path", ask_by_path},	  {"echo", echo},	    {"early", early},
		{"nobody", nobody},	  {"taken", taken},	    {"fits", fits},
		{"overflows", overflows}, {"drains", drains},	    {"lossy", lossy},
		{"whole", whole},	  {"inherited", inherited}, {"outside", outside},
		{"twice", twice},	  {"host", ask_host},
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(argc > 1 ? argv[1] : "pair", ways[i].word) == 0)
			return ways[i].way();
	}
	return 3;
}
