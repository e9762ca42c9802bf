/*
 * Calls that _FORTIFY_SOURCE replaces by checked ones: sizes and flags that the compiler does not
 * know. Ubuntu's compiler does so without being asked.
 */
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char name[] = "/ipcstage-fortified-queue";

static int child(int socket, size_t size, int flags)
{
	mqd_t queue = mq_open(name, flags);
	char text[16];

	if (mq_send(queue, "through the queue", size, 1) != 0)
		return 1;
	dprintf(socket, "%s", "to");
	return recv(socket, text, size, 0) <= 0;
}

int main(int argc, char *argv[])
{
	size_t size = (size_t)argc * 4;
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 16};
	mqd_t queue = mq_open(name, O_CREAT | O_RDWR, 0600, &attributes);
	struct timespec patience = {5, 0};
	struct pollfd polled[2] = {{.events = POLLIN}, {.events = POLLOUT}};
	char text[16];
	int ends[2];

	(void)argv;
	if (queue < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
		return 2;
	if (fork() == 0)
		return child(ends[1], size, argc > 1 ? O_RDWR : O_WRONLY);
	polled[0].fd = polled[1].fd = ends[0];
	if (ppoll(polled, (nfds_t)argc, &patience, NULL) <= 0 || read(ends[0], text, size) != 2)
		return 1;
	if (poll(polled + 1, (nfds_t)argc, 5000) <= 0 || write(ends[0], "fro", 3) != 3)
		return 1;
	wait(NULL);
	if (mq_receive(queue, text, sizeof(text), NULL) != (ssize_t)size)
		return 1;
	mq_unlink(name);
	printf("checked\n");
	return 0;
}
