/* The queue goes before, while or after somebody waits there: it was received, EIDRM, EINVAL. */
#include <errno.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct message {
	long type;
	char text[8];
};

static void receive(int queue, int other)
{
	struct message message;

	msgctl(other, 1234, NULL); /* no such command: a step, and nothing more */
	if (msgrcv(queue, &message, sizeof(message.text), 0, 0) >= 0)
		_exit(0);
	_exit(errno == EIDRM ? 5 : errno == EINVAL ? 6 : 9);
}

static void take_and_remove(int queue)
{
	struct message message;

	msgrcv(queue, &message, sizeof(message.text), 0, IPC_NOWAIT);
	explicit_bzero(&message, sizeof(message));
	msgctl(queue, IPC_RMID, NULL);
	_exit(0);
}

int main(void)
{
	int queue = msgget(IPC_PRIVATE, 0600), other = msgget(IPC_PRIVATE, 0600), status;
	const struct message message = {1, "abcdefg"};
	pid_t receiver;

	msgsnd(queue, &message, sizeof(message.text), 0);
	receiver = fork();
	if (receiver == 0)
		receive(queue, other);
	if (fork() == 0)
		take_and_remove(queue);
	waitpid(receiver, &status, 0);
	wait(NULL);
	return WEXITSTATUS(status);
}
