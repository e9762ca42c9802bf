/*
 * A server that waits for clients for ever, and beside it what its argument says:
 *
 *	circle	two processes that wait for each other
 *	client	a client that is accepted, and not answered
 *	worker	a process that waits for something to do, from the server
 *	fifos	two processes that open two FIFOs in opposite order, instead of a server
 *	signal	nobody: it waits for a signal instead
 *	lost	a child that has sent it a signal before it waited for one
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in address = {.sin_family = AF_INET};

static void take_note(int signal)
{
	(void)signal;
}

static void wait_for_each_other(void)
{
	int there[2], back[2];
	char byte;

	if (pipe(there) != 0 || pipe(back) != 0)
		_exit(2);
	if (fork() == 0)
		_exit(read(there[0], &byte, 1) != 1 || write(back[1], &byte, 1) != 1);
	if (fork() == 0)
		_exit(read(back[0], &byte, 1) != 1 || write(there[1], &byte, 1) != 1);
	close(there[0]);
	close(there[1]);
	close(back[0]);
	close(back[1]);
}

static void be_client(void)
{
	int server = socket(AF_INET, SOCK_STREAM, 0);
	char byte;

	if (connect(server, (struct sockaddr *)&address, sizeof(address)) != 0)
		_exit(2);
	_exit(read(server, &byte, 1) != 1);
}

static void wait_for_work(void)
{
	int work[2];
	char byte;

	if (pipe(work) != 0)
		_exit(2);
	if (fork() == 0) {
		close(work[1]);
		_exit(read(work[0], &byte, 1) != 1);
	}
	close(work[0]);
}

static void open_fifos(const char *mine, const char *other)
{
	int here = open(mine, O_RDONLY), there = open(other, O_WRONLY);

	_exit(here < 0 || there < 0);
}

static int be_in_opposite_order(void)
{
	const char *one = "/tmp/ipcstage-test-one", *two = "/tmp/ipcstage-test-two";

	if (mkfifo(one, 0600) != 0 || mkfifo(two, 0600) != 0)
		return 2;
	if (fork() == 0)
		open_fifos(one, two);
	if (fork() == 0)
		open_fifos(two, one);
	while (wait(NULL) > 0)
		continue;
	return 0;
}

static int wait_for_signals(int lost)
{
	signal(SIGUSR1, take_note);
	if (lost && fork() == 0)
		_exit(kill(getppid(), SIGUSR1));
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	const char *beside = argc > 1 ? argv[1] : "";
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (strcmp(beside, "fifos") == 0)
		return be_in_opposite_order();
	if (strcmp(beside, "signal") == 0 || strcmp(beside, "lost") == 0)
		return wait_for_signals(strcmp(beside, "lost") == 0);
	address.sin_port = htons(5006);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, 5) != 0)
		return 2;
	if (strcmp(beside, "circle") == 0)
		wait_for_each_other();
	if (strcmp(beside, "worker") == 0)
		wait_for_work();
	if (strcmp(beside, "client") == 0 && fork() == 0)
		be_client();
	for (;;)
		accept(listener, NULL, NULL);
}
