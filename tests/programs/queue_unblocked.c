/*
 * A child lets nobody wait for its parent's queue any more, who may be asleep in it by then.
 */
#include <fcntl.h>
#include <mqueue.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 1};
	struct mq_attr now = {.mq_flags = O_NONBLOCK};
	mqd_t queue = mq_open("/ipcstage-unblocked", O_CREAT | O_RDWR, 0600, &attributes);
	char byte;

	mq_unlink("/ipcstage-unblocked");
	if (fork() == 0) {
		mq_setattr(queue, &now, NULL); /* unseen */
		_exit(0);
	}
	if (mq_receive(queue, &byte, 1, NULL) >= 0)
		return 1;
	wait(NULL);
	return 0;
}
