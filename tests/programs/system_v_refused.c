/* What msgop(2) refuses is refused at once, and what it cuts off is gone. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>

struct message {
	long type;
	char text[10000];
};

static void expect(const char *what, ssize_t result, ssize_t wanted, int error)
{
	if (result == wanted && (result >= 0 || errno == error))
		return;
	perror(what);
	fflush(stderr);
	_Exit(1);
}

int main(void)
{
	int queue = msgget(IPC_PRIVATE, 0600);
	static struct message large = {.type = 1};
	struct message message = {1, "abcdefg"}, other;
	const struct message untyped = {0, ""};

	expect("fills", msgsnd(queue, &large, 8000, 0), 0, 0);
	expect("larger than any", msgsnd(queue, &large, 10000, 0), -1, EINVAL);
	expect("of no size", msgsnd(queue, &message, SIZE_MAX, 0), -1, EINVAL);
	expect("of no type", msgsnd(queue, &untyped, 8, 0), -1, EINVAL);
	expect("no room", msgrcv(queue, &other, SIZE_MAX, 0, 0), -1, EINVAL);
	expect("too little room", msgrcv(queue, &other, 8, 0, 0), -1, E2BIG);
	expect("cut off", msgrcv(queue, &other, 8, 0, MSG_NOERROR), 8, 0);
	expect("sent", msgsnd(queue, &message, 8, 0), 0, 0);
	expect("looked at", msgrcv(queue, &other, 8, 0, MSG_COPY | IPC_NOWAIT), 8, 0);
	expect("not there", msgrcv(queue, &other, 8, 1, MSG_COPY | IPC_NOWAIT), -1, ENOMSG);
	expect("may not wait", msgrcv(queue, &other, 8, 0, MSG_COPY), -1, EINVAL);
	expect("of any type", msgrcv(queue, &other, 8, LONG_MIN, 0), 8, 0);
	expect("removed", msgctl(queue, IPC_RMID, NULL), 0, 0);
	return 0;
}
