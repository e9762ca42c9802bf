/* Whether a third child finds the queue depends on what the first two did, which memory forgets. */
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct message {
	long type;
	char text[8];
};

/* Not a byte of what was received stays in memory. */
static ssize_t receive(int queue)
{
	struct message message;
	ssize_t result = msgrcv(queue, &message, sizeof(message.text), 0, IPC_NOWAIT);

	explicit_bzero(&message, sizeof(message));
	return result;
}

int main(void)
{
	int queue = msgget(IPC_PRIVATE, 0600), signs = msgget(IPC_PRIVATE, 0600), status;
	const struct message message = {1, "abcdefg"};

	if (fork() == 0) {
		if (receive(signs) >= 0)
			msgctl(queue, IPC_RMID, NULL);
		_exit(0);
	}
	if (fork() == 0) {
		msgsnd(signs, &message, sizeof(message.text), 0);
		receive(signs);
		_exit(0);
	}
	wait(NULL);
	wait(NULL);
	if (fork() == 0)
		_exit(msgsnd(queue, &message, sizeof(message.text), IPC_NOWAIT) < 0 ? 7 : 0);
	msgctl(signs, 1234, NULL); /* no such command: a step, and nothing more */
	wait(&status);
	return WEXITSTATUS(status);
}
