/* A queue of two messages at most: a child sends four, the last urgent; its parent takes them. */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	static const char *const words[] = {"one", "two", "three", "now"};
	const char *name = "/ipcstage-test-queue";
	struct mq_attr attributes = {.mq_maxmsg = 2, .mq_msgsize = 16};
	mqd_t queue = mq_open(name, O_CREAT | O_RDWR, 0600, &attributes);
	struct timespec until;
	char text[16];

	(void)argv;
	if (queue < 0)
		return 2;
	if (fork() == 0) {
		for (unsigned i = 0; i < 4; i++)
			mq_send(queue, words[i], strlen(words[i]) + 1, i == 3 ? 9 : 1);
		return 0;
	}
	if (argc > 1) /* the names are left behind, and the child waits for room */
		return wait(NULL) < 0;
	for (unsigned i = 0; i < 4; i++) {
		if (mq_receive(queue, text, sizeof(text), NULL) < 0)
			return 1;
		printf("%s ", text);
	}
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 5;
	if (mq_timedreceive(queue, text, sizeof(text), NULL, &until) >= 0 || errno != ETIMEDOUT)
		return 1;
	wait(NULL);
	mq_close(queue);
	mq_unlink(name);
	printf("and nothing\n");
	return 0;
}
