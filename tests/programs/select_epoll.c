/* Two clients, a server that waits for whichever is ready: with select(2), or with epoll(7). */
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLIENTS = 2, PORT = 5013, ROUNDS = 2 };

static int client(const struct sockaddr_in *address, char name)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0)
		return 1;
	for (int i = 0; i < ROUNDS; i++) {
		if (send(fd, &name, 1, 0) != 1 || recv(fd, &name, 1, 0) != 1)
			return 2;
	}
	return 0;
}

/* Returns whether there will be more. */
static int answer(int fd)
{
	char byte;

	if (recv(fd, &byte, 1, 0) == 1)
		return send(fd, &byte, 1, 0) == 1;
	close(fd);
	return 0;
}

static void serve_select(const int fds[CLIENTS])
{
	int open[CLIENTS] = {1, 1};

	while (open[0] || open[1]) {
		fd_set ready;
		int most = 0;

		FD_ZERO(&ready);
		for (int i = 0; i < CLIENTS; i++) {
			if (open[i])
				FD_SET(fds[i], &ready);
			most = fds[i] > most ? fds[i] : most;
		}
		select(most + 1, &ready, NULL, NULL, NULL);
		for (int i = 0; i < CLIENTS; i++)
			open[i] = open[i] && (!FD_ISSET(fds[i], &ready) || answer(fds[i]));
	}
}

static void serve_epoll(const int fds[CLIENTS])
{
	int epoll = epoll_create1(0), left = CLIENTS;
	struct epoll_event event = {.events = EPOLLIN};

	for (int i = 0; i < CLIENTS; i++) {
		event.data.fd = fds[i];
		epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event);
	}
	while (left && epoll_wait(epoll, &event, 1, -1) == 1)
		left -= !answer(event.data.fd);
}

int main(int argc, char *argv[])
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
	int listener = socket(AF_INET, SOCK_STREAM, 0), fds[CLIENTS], status, failed = 0;

	(void)argv;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(listener, CLIENTS) < 0)
		return 1;
	for (int i = 0; i < CLIENTS; i++) {
		if (fork() == 0)
			return client(&address, (char)('a' + i));
	}
	for (int i = 0; i < CLIENTS; i++)
		fds[i] = accept(listener, NULL, NULL);
	if (argc > 1)
		serve_epoll(fds);
	else
		serve_select(fds);
	while (wait(&status) > 0)
		failed |= status;
	printf("%s\n", failed ? "failed" : "served");
	return failed != 0;
}
