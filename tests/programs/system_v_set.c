/* Two children set how much the queue holds: the last one decides whether a message fits. */
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct message {
	long type;
	char text[8];
};

static void set_bytes(int queue, unsigned bytes)
{
	struct msqid_ds settings = {.msg_qbytes = bytes};

	settings.msg_perm.uid = getuid();
	settings.msg_perm.gid = getgid();
	settings.msg_perm.mode = 0600;
	msgctl(queue, IPC_SET, &settings);
	explicit_bzero(&settings, sizeof(settings));
	msgctl(queue, 1234, NULL); /* no such command: a step, and nothing more */
	_exit(0);
}

int main(void)
{
	int queue = msgget(IPC_PRIVATE, 0600), status;
	const struct message message = {1, "abcdefg"};

	if (fork() == 0)
		set_bytes(queue, 4);
	if (fork() == 0)
		set_bytes(queue, 100);
	wait(NULL);
	wait(NULL);
	if (fork() == 0)
		_exit(msgsnd(queue, &message, sizeof(message.text), IPC_NOWAIT) < 0 ? 7 : 0);
	msgctl(queue, 1234, NULL);
	wait(&status);
	return WEXITSTATUS(status);
}
