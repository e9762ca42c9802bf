/*
 * A server on a Unix socket with a poll loop, and clients that come as soon as it is there; the
 * socket's name is its first argument ("@" for one without a file).
 */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLIENTS = 2 };

static socklen_t address_of(const char *name, struct sockaddr_un *address)
{
	size_t length = strlen(name);

	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	memcpy(address->sun_path, name, length);
	if (name[0] == '@')
		address->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

static int ask(const char *name, int number)
{
	struct sockaddr_un address;
	socklen_t length = address_of(name, &address);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), answer = 0;

	if (connect(fd, (struct sockaddr *)&address, length) < 0)
		return 1;
	if (write(fd, &number, sizeof(number)) != sizeof(number) ||
	    read(fd, &answer, sizeof(answer)) != sizeof(answer))
		return 2;
	close(fd);
	return answer == 2 * number ? 0 : 3;
}

static void answer(struct pollfd *client)
{
	int number;

	if (read(client->fd, &number, sizeof(number)) != sizeof(number)) {
		close(client->fd);
		client->fd = -1;
		return;
	}
	number *= 2;
	if (write(client->fd, &number, sizeof(number)) < 0)
		perror("write");
}

static void serve(int listener)
{
	struct pollfd fds[1 + CLIENTS] = {{.fd = listener, .events = POLLIN}};
	int left = CLIENTS, used = 1;

	for (int i = 1; i <= CLIENTS; i++)
		fds[i] = (struct pollfd){.fd = -1, .events = POLLIN};
	while (left) {
		poll(fds, 1 + CLIENTS, -1);
		if (fds[0].revents)
			fds[used++].fd = accept(listener, NULL, NULL);
		for (int i = 1; i <= CLIENTS; i++) {
			if (fds[i].fd < 0 || !fds[i].revents)
				continue;
			answer(&fds[i]);
			left -= fds[i].fd < 0;
		}
	}
}

int main(int argc, char *argv[])
{
	struct sockaddr_un address;
	const char *name = argc > 1 ? argv[1] : "@echo";
	socklen_t length = address_of(name, &address);
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), status, failed = 0;

	if (bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 1) < 0) {
		perror(name);
		return 4;
	}
	for (int i = 1; i <= CLIENTS; i++) {
		if (fork() == 0)
			return ask(name, i);
	}
	serve(listener);
	if (name[0] != '@')
		unlink(name);
	while (wait(&status) > 0)
		failed |= status;
	return failed ? 5 : 0;
}
