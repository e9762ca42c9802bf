/*
 * What cannot be done at all is refused at once, whatever is in the pipe or the queue: reading from
 * an end for writing, writing into one for reading, a message that is too long for its queue, and
 * room that is too small for a message.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

static bool refused(long result, int error)
{
	return result < 0 && errno == error;
}

static bool refused_by_pipe(const int pipes[2])
{
	char byte = 'x';

	return refused(read(pipes[1], &byte, 1), EBADF) &&
	       refused(write(pipes[0], &byte, 1), EBADF);
}

static bool refused_by_queue(mqd_t queue)
{
	char message[16] = "";

	if (!refused(mq_receive(queue, message, 4, NULL), EMSGSIZE))
		return false;
	if (mq_send(queue, message, 8, 0) < 0) /* now it is full */
		return false;
	return refused(mq_send(queue, message, 9, 0), EMSGSIZE) &&
	       refused(mq_send(queue, message, 8, 1u << 20), EINVAL);
}

int main(void)
{
	const char *name = "/ipcstage-test-refused";
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
	mqd_t queue = mq_open(name, O_CREAT | O_RDWR, 0600, &attributes);
	int pipes[2], status;

	mq_unlink(name);
	if (queue < 0 || pipe(pipes) < 0)
		return 1;
	if (fork() == 0)
		_exit(!refused_by_pipe(pipes) || !refused_by_queue(queue) ||
		      !refused(flock(pipes[0], 0), EINVAL));
	wait(&status);
	return status != 0;
}
