/* Two children send a message each, of types 1 and 2; the parent takes type 2 first. */
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

struct message {
	long type;
	char text[16];
};

static void send_one(int queue, long type, const char *text)
{
	struct message message = {.type = type};

	strcpy(message.text, text);
	_exit(msgsnd(queue, &message, strlen(text) + 1, 0) < 0);
}

int main(void)
{
	int queue = msgget(IPC_PRIVATE, 0600);
	struct message second, first;

	if (queue < 0)
		return 1;
	if (fork() == 0)
		send_one(queue, 1, "one");
	if (fork() == 0)
		send_one(queue, 2, "two");
	if (msgrcv(queue, &second, sizeof(second.text), 2, 0) != 4 ||
	    msgrcv(queue, &first, sizeof(first.text), 0, 0) != 4)
		return 1;
	wait(NULL);
	wait(NULL);
	/* It is left to the system: whoever holds the run removes it. */
	return strcmp(second.text, "two") != 0 || strcmp(first.text, "one") != 0;
}
