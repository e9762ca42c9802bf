/*
 * socket: a client sends a greeting to a server, over TCP or over a Unix socket; the server sends
 * it back with a word in front.
 *
 * A connection carries bytes, and nothing in it says where a message ends. So the client receives
 * until the server has closed its side.
 */
#include <arpa/inet.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ipcstage.h>
#include "../options.h"
#include "../support.h"

enum { PORT = 5000, ROOM = 64 };

struct options {
	int over_unix; /* instead of TCP */
	int no_ready;  /* the client does not wait until the server listens */
	int one_read;  /* the client takes what one recv gives for all of it */
	int no_close;  /* the server keeps the connection open */
};

static const char greeting[] = "Hello, Server!";
static const char prefix[] = "Received: ";

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_un un;
};

/* Where the two meet; returns the length that bind and connect want. */
static socklen_t meeting_place(const struct options *o, union address *address)
{
	memset(address, 0, sizeof(*address));
	if (o->over_unix) {
		address->un.sun_family = AF_UNIX; /* a name that begins with '\0' makes no file */
		strcpy(address->un.sun_path + 1, "greeting");
		return sizeof(address->un);
	}
	address->in.sin_family = AF_INET;
	address->in.sin_port = htons(PORT);
	address->in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return sizeof(address->in);
}

static int client(const struct options *o, sem_t *ready)
{
	union address server;
	socklen_t length = meeting_place(o, &server);
	int fd = socket(server.any.sa_family, SOCK_STREAM, 0);
	char reply[ROOM] = "";
	size_t used = 0;
	ssize_t count;

	ipcstage_process("client");
	if (!o->no_ready)
		sem_wait(ready);
	if (connect(fd, &server.any, length) < 0) {
		perror("connect");
		return 1;
	}
	send(fd, greeting, strlen(greeting), 0);
	do {
		count = recv(fd, reply + used, sizeof(reply) - 1 - used, 0);
		used += count > 0 ? (size_t)count : 0;
	} while (count > 0 && !o->one_read);
	printf("%s\n", reply);
	ipcstage_outcome("reply", "%s", reply);
	ipcstage_expected("reply", "%s%s", prefix, greeting);
	return 0;
}

static void serve(const struct options *o, sem_t *ready)
{
	union address here;
	socklen_t length = meeting_place(o, &here);
	int listener = socket(here.any.sa_family, SOCK_STREAM, 0);
	char message[ROOM];
	ssize_t count;
	int fd;

	ipcstage_process("server");
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	stop_if_failed(bind(listener, &here.any, length), "bind");
	stop_if_failed(listen(listener, 1), "listen");
	sem_post(ready);
	fd = accept(listener, NULL, NULL);
	count = recv(fd, message, sizeof(message), 0);
	send(fd, prefix, strlen(prefix), MSG_NOSIGNAL);
	send(fd, message, count > 0 ? (size_t)count : 0, MSG_NOSIGNAL);
	if (!o->no_close)
		close(fd);
	wait(NULL);
}

int main(int argc, char *argv[])
{
	static const char *const scenarios[] = {"tcp", "unix", NULL};
	struct options o = {.over_unix = options_scenario(&argc, argv, scenarios)};
	const struct option_row rows[] = {{"no-ready", &o.no_ready, 0, 0},
					  {"one-read", &o.one_read, 0, 0},
					  {"no-close", &o.no_close, 0, 0},
					  {NULL, NULL, 0, 0}};
	sem_t *ready = mmap(NULL, sizeof(*ready), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	options_parse(argc, argv, rows);
	sem_init(ready, 1, 0);
	ipcstage_name(ready, "ready");
	if (fork() == 0)
		return client(&o, ready);
	serve(&o, ready);
	return 0;
}
