/* A server at a path that waits with select for clients and for what they send, for ever. */
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX,
				      .sun_path = "/tmp/ipcstage-test-server"};
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	fd_set all, ready;
	int client;
	char text[64];

	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, 5) != 0)
		return 2;
	FD_ZERO(&all);
	FD_SET(listener, &all);
	for (;;) {
		ready = all;
		if (select(FD_SETSIZE, &ready, NULL, NULL, NULL) < 0)
			return 1;
		for (int fd = 0; fd < FD_SETSIZE; fd++) {
			ssize_t length;

			if (!FD_ISSET(fd, &ready))
				continue;
			if (fd == listener) {
				client = accept(listener, NULL, NULL);
				FD_SET(client, &all);
				continue;
			}
			length = read(fd, text, sizeof(text));
			if (length > 0 && write(fd, text, (size_t)length) == length)
				continue;
			FD_CLR(fd, &all);
			close(fd);
		}
	}
}
