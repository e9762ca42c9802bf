/* An echo server on a port of its own choosing, and two clients that come to it over TCP. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLIENTS = 2, PORT = 5007 };

static const struct sockaddr_in address = {.sin_family = AF_INET};

static struct sockaddr_in server_address(void)
{
	struct sockaddr_in server = address;

	server.sin_port = htons(PORT);
	server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return server;
}

static int ask(const char *question)
{
	struct sockaddr_in server = server_address();
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	char answer[32] = "";

	if (connect(fd, (struct sockaddr *)&server, sizeof(server)) < 0)
		return 1;
	send(fd, question, strlen(question), 0);
	shutdown(fd, SHUT_WR);
	if (recv(fd, answer, sizeof(answer) - 1, MSG_WAITALL) < 0)
		return 2;
	close(fd);
	return strcmp(question, answer) == 0 ? 0 : 3;
}

static void serve(int listener)
{
	struct sockaddr_in peer;
	socklen_t length = sizeof(peer);
	int fd = accept(listener, (struct sockaddr *)&peer, &length);
	char bytes[32];
	ssize_t count;

	printf("a client from port %u\n", ntohs(peer.sin_port));
	while ((count = recv(fd, bytes, sizeof(bytes), 0)) > 0)
		send(fd, bytes, (size_t)count, 0);
	close(fd);
}

int main(void)
{
	struct sockaddr_in server = server_address();
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int status, failed = 0;

	if (bind(listener, (struct sockaddr *)&server, sizeof(server)) < 0 ||
	    listen(listener, CLIENTS) < 0)
		return 4;
	for (int i = 0; i < CLIENTS; i++) {
		if (fork() == 0)
			return ask(i ? "Who is there?" : "Hello");
	}
	for (int i = 0; i < CLIENTS; i++)
		serve(listener);
	while (wait(&status) > 0)
		failed |= status;
	return failed ? 5 : 0;
}
