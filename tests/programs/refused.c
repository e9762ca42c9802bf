/* Connecting where nobody listens, binding where somebody is, and a path that outlives its server.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in local(unsigned short port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

static int connect_to(const void *address, socklen_t length, int family, int flags)
{
	int fd = socket(family, SOCK_STREAM | flags, 0);
	int error = connect(fd, address, length) < 0 ? errno : 0;
	struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
	socklen_t size = sizeof(error);

	if (error == EINPROGRESS && poll(&poll_fd, 1, 1000) == 1)
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	close(fd);
	return error;
}

static void say(const char *what, int error)
{
	printf("%s: %s\n", what, error ? strerror(error) : "it worked");
	fflush(stdout);
}

int main(void)
{
	struct sockaddr_in nobody = local(5009), somebody;
	struct sockaddr_un path = {.sun_family = AF_UNIX, .sun_path = "/tmp/ipcstage-refused.sock"};
	int listener = socket(AF_INET, SOCK_STREAM, 0), second = socket(AF_INET, SOCK_STREAM, 0);
	int server = socket(AF_UNIX, SOCK_STREAM, 0), again = socket(AF_UNIX, SOCK_STREAM, 0);
	socklen_t length = sizeof(somebody);

	if (fork() == 0) {
		say("nobody", connect_to(&nobody, sizeof(nobody), AF_INET, 0));
		say("not waiting", connect_to(&nobody, sizeof(nobody), AF_INET, SOCK_NONBLOCK));
		say("no path", connect_to(&path, sizeof(path), AF_UNIX, 0));
		return 0;
	}
	wait(NULL);
	listen(listener, 1);
	getsockname(listener, (struct sockaddr *)&somebody, &length);
	printf("port %u\n", ntohs(somebody.sin_port));
	say("second", bind(second, (struct sockaddr *)&somebody, length) < 0 ? errno : 0);
	say("not waiting", connect_to(&somebody, sizeof(somebody), AF_INET, SOCK_NONBLOCK));
	say("path", bind(server, (struct sockaddr *)&path, sizeof(path)) < 0 ? errno : 0);
	close(server);
	say("stale", connect_to(&path, sizeof(path), AF_UNIX, 0));
	say("again", bind(again, (struct sockaddr *)&path, sizeof(path)) < 0 ? errno : 0);
	return 0; /* and leaves the path */
}
