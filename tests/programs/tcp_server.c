/* An echo server on a port, one client at a time: for ever, or as many as it is told. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5005)};
	int left = argc > 1 ? atoi(argv[1]) : -1;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	char text[64];
	ssize_t length;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, 5) != 0)
		return 2;
	for (; left != 0; left -= left > 0) {
		int client = accept(listener, NULL, NULL);

		while ((length = read(client, text, sizeof(text))) > 0) {
			if (write(client, text, (size_t)length) != length)
				return 1;
		}
		close(client);
	}
	return 0;
}
