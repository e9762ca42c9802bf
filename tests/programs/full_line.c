/* A server that listens with room for one and accepts late: the third client waits for room. */
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CLIENTS = 3, PORT = 5011 };

int main(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(PORT)};
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	char byte = 0;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(listener, 0) < 0)
		return 1;
	for (int i = 0; i < CLIENTS; i++) {
		if (fork() == 0) {
			int fd = socket(AF_INET, SOCK_STREAM, 0);

			close(listener);
			if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
				return 1;
			return send(fd, &byte, 1, 0) != 1;
		}
	}
	for (int i = 0; i < CLIENTS; i++) {
		int fd = accept(listener, NULL, NULL);

		if (recv(fd, &byte, 1, 0) != 1)
			return 1;
		close(fd);
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
