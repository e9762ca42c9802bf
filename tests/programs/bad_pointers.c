/*
 * Memory that is not there, or cannot be written, is given to calls of the kernel: each is refused,
 * as it is without anybody looking on.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The compiler is not to know what it is given. */
static void *volatile nowhere;
static int ends[2], timer, epoll, semaphores, wrongs;

static void expect(long result, const char *call)
{
	if (result == -1 && errno == EFAULT)
		return;
	fprintf(stderr, "%s of %p: %ld, %s\n", call, nowhere, result, result ? "-" : "");
	wrongs++;
}

static void try_names(void)
{
	const char *bad = nowhere;
	struct stat file;

	expect(open(bad, O_RDONLY), "open");
	expect(open(bad, O_CREAT | O_WRONLY, 0600), "open to make it");
	expect(openat(AT_FDCWD, bad, O_RDONLY), "openat");
	expect(stat(bad, &file), "stat");
	expect(access(bad, F_OK), "access");
	expect(unlink(bad), "unlink");
	expect(rename(bad, "x"), "rename");
	expect(rename("x", bad), "rename to it");
	expect(mkdir(bad, 0700), "mkdir");
	expect(chmod(bad, 0700), "chmod");
	expect(chdir(bad), "chdir");
	expect(truncate(bad, 1), "truncate");
	expect(symlink(bad, "x"), "symlink");
	expect(execve(bad, (char *[]){NULL}, (char *[]){NULL}), "execve");
	expect(fopen(bad, "r") ? 0 : -1, "fopen");
}

static void try_written(void)
{
	socklen_t length = 8;
	void *bad = nowhere;

	expect(pipe(bad), "pipe");
	expect(socketpair(AF_UNIX, SOCK_STREAM, 0, bad), "socketpair");
	expect(stat("/", bad), "stat into it");
	expect(fstat(ends[0], bad), "fstat into it");
	expect(getitimer(ITIMER_REAL, bad), "getitimer");
	expect(timerfd_gettime(timer, bad), "timerfd_gettime");
	expect(getsockname(socket(AF_UNIX, SOCK_STREAM, 0), bad, &length), "getsockname");
	expect(read(ends[0], bad, 1), "read");
}

static void try_read(void)
{
	struct iovec piece = {nowhere, 4};
	void *bad = nowhere;

	expect(write(ends[1], bad, 4), "write");
	expect(write(STDOUT_FILENO, bad, 4), "write to the terminal");
	expect(writev(ends[1], &piece, 1), "writev");
	expect(writev(ends[1], bad, 1), "writev of it");
	expect(poll(bad, 1, 0), "poll");
	expect(fcntl(ends[0], F_SETLK, bad), "fcntl");
	expect(ioctl(ends[0], FIONBIO, bad), "ioctl");
	expect(nanosleep(bad, NULL), "nanosleep");
	expect(timerfd_settime(timer, 0, bad, NULL), "timerfd_settime");
	expect(epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], bad), "epoll_ctl");
	expect(bind(socket(AF_UNIX, SOCK_STREAM, 0), bad, 8), "bind");
	expect(connect(socket(AF_UNIX, SOCK_STREAM, 0), bad, 8), "connect");
	expect(setsockopt(socket(AF_UNIX, SOCK_STREAM, 0), SOL_SOCKET, SO_PASSCRED, bad, 4),
	       "setsockopt");
	expect(sigwaitinfo(bad, NULL), "sigwaitinfo");
	expect(signalfd(-1, bad, 0), "signalfd");
	expect(semop(semaphores, bad, 1), "semop");
}

static void try_wait(void)
{
	if (nowhere == NULL)
		return;
	if (fork() == 0)
		_exit(3);
	expect(wait(nowhere), "wait");
	errno = 0;
	if (wait(NULL) != -1 || errno != ECHILD)
		wrongs++;
}

int main(void)
{
	struct mq_attr like = {.mq_maxmsg = 1, .mq_msgsize = 8}, now;
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mqd_t queue = mq_open("/ipcstage-bad", O_CREAT | O_RDWR, 0600, &like);
	void *bad[] = {NULL, (void *)8, page, (void *)-8};

	munmap(page, 4096);
	if (pipe(ends) < 0 || write(ends[1], "x", 1) != 1)
		return 1;
	timer = timerfd_create(CLOCK_MONOTONIC, 0);
	epoll = epoll_create1(0);
	semaphores = semget(IPC_PRIVATE, 1, 0600);
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		nowhere = bad[i];
		try_names();
		try_written();
		try_read();
		try_wait();
	}
	nowhere = (void *)(uintptr_t) "it cannot be written";
	try_written();
	semctl(semaphores, 0, IPC_RMID);
	nowhere = NULL; /* which is nothing to set */
	wrongs += mq_setattr(queue, nowhere, &now) != 0 || now.mq_maxmsg != 1;
	mq_unlink("/ipcstage-bad");
	return wrongs != 0;
}
