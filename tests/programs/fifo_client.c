/* Asks fifo_server for the double of a number; status 3 when there is no server. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct request {
	char reply[64];
	int number;
};

int main(int argc, char **argv)
{
	struct request request = {.number = argc > 1 ? atoi(argv[1]) : 21};
	int requests, reply, answer = 0;

	requests = open("/tmp/ipcstage-test-requests", O_WRONLY);
	if (requests < 0)
		return 3;
	snprintf(request.reply, sizeof(request.reply), "/tmp/ipcstage-test-reply-%d", getpid());
	if (mkfifo(request.reply, 0600) != 0)
		return 2;
	if (write(requests, &request, sizeof(request)) != sizeof(request))
		return 2;
	reply = open(request.reply, O_RDONLY);
	if (read(reply, &answer, sizeof(answer)) != sizeof(answer))
		return 2;
	printf("%d\n", answer);
	unlink(request.reply);
	return answer != 2 * request.number;
}
