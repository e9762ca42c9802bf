/* How many messages there are is asked while a child sends one and takes it back. */
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct message {
	long type;
	char text[8];
};

int main(void)
{
	int queue = msgget(IPC_PRIVATE, 0600), other = msgget(IPC_PRIVATE, 0600), count;
	struct message message = {1, "abc"};
	struct msqid_ds status;

	if (fork() == 0) {
		msgsnd(queue, &message, 4, 0);
		msgrcv(queue, &message, sizeof(message.text), 0, IPC_NOWAIT);
		_exit(0);
	}
	msgctl(queue, IPC_STAT, &status);
	count = (int)status.msg_qnum;
	explicit_bzero(&status, sizeof(status));
	msgctl(other, 1234, NULL); /* no such command: a step, and nothing more */
	wait(NULL);
	return count;
}
