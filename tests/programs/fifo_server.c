/*
 * A server that answers whoever writes into its FIFO, for ever, by a FIFO that the client has made.
 * It keeps a write end open itself, so that it never reads the end (fifo(7)).
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct request {
	char reply[64]; /* path */
	int number;
};

int main(void)
{
	const char *name = "/tmp/ipcstage-test-requests";
	struct request request;
	int requests;

	umask(0);
	if (mkfifo(name, 0622) != 0)
		return 2;
	requests = open(name, O_RDONLY);
	if (requests < 0 || open(name, O_WRONLY) < 0)
		return 2;
	while (read(requests, &request, sizeof(request)) == sizeof(request)) {
		int reply = open(request.reply, O_WRONLY), answer = request.number * 2;

		if (reply < 0 || write(reply, &answer, sizeof(answer)) != sizeof(answer))
			return 1;
		close(reply);
	}
	return 1;
}
