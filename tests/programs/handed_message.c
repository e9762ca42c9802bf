/*
 * Who sleeps in mq_receive is given the message before anybody else can take it. With an argument:
 * whose message waits for room has it put there before anybody else's.
 */
#include <fcntl.h>
#include <mqueue.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
	const struct timespec past = {0, 0};
	mqd_t queue = mq_open("/ipcstage-test-handed", O_CREAT | O_RDWR, 0600, &attributes);
	char bytes[8];
	int status;
	pid_t child;

	(void)argv;
	mq_unlink("/ipcstage-test-handed");
	if (argc > 1)
		mq_send(queue, "full", 4, 0);
	child = fork();
	if (child == 0 && argc > 1)
		_exit(mq_send(queue, "next", 4, 0) < 0);
	if (child == 0)
		_exit(mq_receive(queue, bytes, sizeof(bytes), NULL) < 0);
	sleep(1);
	if (argc > 1) {
		mq_receive(queue, bytes, sizeof(bytes), NULL);
		status = mq_timedsend(queue, "late", 4, 0, &past);
	} else {
		mq_send(queue, "one", 3, 0);
		status = (int)mq_timedreceive(queue, bytes, sizeof(bytes), NULL, &past);
	}
	if (status >= 0)
		return 5;
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}
