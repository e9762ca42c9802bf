/* Sends its argument to the server on a port and reads it back; status 3 when it is refused. */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(5005)};
	const char *text = argc > 1 ? argv[1] : "hello";
	int server = socket(AF_INET, SOCK_STREAM, 0);
	char echo[64];
	ssize_t length;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(server, (struct sockaddr *)&address, sizeof(address)) != 0)
		return 3;
	if (write(server, text, strlen(text)) != (ssize_t)strlen(text))
		return 2;
	length = read(server, echo, sizeof(echo));
	return length != (ssize_t)strlen(text) || memcmp(echo, text, (size_t)length) != 0;
}
