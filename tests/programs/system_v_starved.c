/* A receiver waits for a type that nobody sends; another queue is removed under its receiver. */
#include <errno.h>
#include <stddef.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct message {
	long type;
	char text[4];
};

int main(void)
{
	int removed = msgget(IPC_PRIVATE, 0600), starved = msgget(IPC_PRIVATE, 0600), status;
	struct message message = {.type = 3};

	if (fork() == 0)
		_exit(msgrcv(removed, &message, sizeof(message.text), 0, 0) >= 0 || errno != EIDRM);
	msgctl(removed, IPC_RMID, NULL);
	if (wait(&status) < 0 || status)
		return 1;
	msgsnd(starved, &message, 1, 0);
	return msgrcv(starved, &message, sizeof(message.text), 4, 0) < 0;
}
