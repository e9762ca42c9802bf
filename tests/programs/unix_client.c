/* Talks to unix_server; status 3 when there is none. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX,
				      .sun_path = "/tmp/ipcstage-test-server"};
	int server = socket(AF_UNIX, SOCK_STREAM, 0);
	char echo[8];

	if (connect(server, (struct sockaddr *)&address, sizeof(address)) != 0)
		return errno == ENOENT || errno == ECONNREFUSED ? 3 : 2;
	if (write(server, "ping", 4) != 4 || read(server, echo, sizeof(echo)) != 4)
		return 2;
	return memcmp(echo, "ping", 4) != 0;
}
