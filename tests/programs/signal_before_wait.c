/*
 * A child sends its parent a signal, and then gives it what it waits for. If the wait has begun,
 * the handler ends it with EINTR; if not, the handler runs before it, and the wait has what it is
 * for. "flag" looks at what the handler has set and waits if that has not come, by select(2)
 * without any descriptor: one that comes in between is missed for ever, which is what pselect(2) is
 * for. Ends with 1 when the call was interrupted.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t got;

static void note(int signal)
{
	(void)signal;
	got = 1;
}

static struct {
	int read_end, write_end;
	int ours, theirs; /* a file, opened twice: its lock */
	mqd_t queue;
	sem_t *semaphore;
} shared;

static void prepare(void)
{
	char path[] = "/tmp/ipcstage-test-XXXXXX";
	struct mq_attr small = {.mq_maxmsg = 1, .mq_msgsize = 1};
	int ends[2];

	if (pipe(ends) < 0)
		_exit(2);
	shared.read_end = ends[0];
	shared.write_end = ends[1];
	shared.theirs = mkstemp(path);
	shared.ours = open(path, O_RDWR);
	unlink(path);
	flock(shared.theirs, LOCK_EX);
	shared.queue = mq_open("/ipcstage-test-before", O_CREAT | O_RDWR, 0600, &small);
	mq_unlink("/ipcstage-test-before");
	shared.semaphore = mmap(NULL, sizeof(sem_t), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	sem_init(shared.semaphore, 1, 0);
}

static int wait_by(const char *call)
{
	struct pollfd poll_end = {shared.read_end, POLLIN, 0};
	const struct timespec second = {1, 0};
	char byte;

	if (!strcmp(call, "read"))
		return (int)read(shared.read_end, &byte, 1);
	if (!strcmp(call, "poll"))
		return poll(&poll_end, 1, -1);
	if (!strcmp(call, "semaphore"))
		return sem_wait(shared.semaphore);
	if (!strcmp(call, "queue"))
		return (int)mq_receive(shared.queue, &byte, 1, NULL);
	if (!strcmp(call, "lock"))
		return flock(shared.ours, LOCK_EX);
	if (!strcmp(call, "sleep"))
		return nanosleep(&second, NULL);
	while (!got)
		select(0, NULL, NULL, NULL, NULL);
	return 0;
}

static void give(const char *call)
{
	if (!strcmp(call, "read") || !strcmp(call, "poll"))
		_exit(write(shared.write_end, "x", 1) != 1);
	if (!strcmp(call, "semaphore"))
		sem_post(shared.semaphore);
	if (!strcmp(call, "queue"))
		mq_send(shared.queue, "x", 1, 0);
	if (!strcmp(call, "lock"))
		flock(shared.theirs, LOCK_UN);
	_exit(0);
}

int main(int argc, char **argv)
{
	const char *call = argc > 1 ? argv[1] : "read";
	int flags = argc > 2 && !strcmp(argv[2], "restart") ? SA_RESTART : 0;
	const struct sigaction action = {.sa_handler = note, .sa_flags = flags};
	pid_t parent = getpid();
	int interrupted;

	sigaction(SIGUSR1, &action, NULL);
	prepare();
	if (fork() == 0) {
		kill(parent, SIGUSR1);
		give(call);
	}
	interrupted = wait_by(call) < 0 && errno == EINTR;
	while (wait(NULL) > 0)
		;
	return interrupted;
}
