/*
 * Looks whether a child has ended, without waiting for it: looks_at_end HOW. Both may be: 0 it has,
 * 5 it has not.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#if __GLIBC_PREREQ(2, 36)
#include <sys/pidfd.h>
#endif
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2];
static pthread_mutex_t *lock;
static volatile sig_atomic_t came;

static void note(int signal)
{
	(void)signal;
	came = 1;
}

static void hold_back(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void make_lock(void)
{
	pthread_mutexattr_t attributes;

	lock = mmap(NULL, sizeof(*lock), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(lock, &attributes);
}

static int by_wait(pid_t child)
{
	return waitpid(child, NULL, WNOHANG) == child;
}

static int by_waitid(pid_t child)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid;
}

static int by_read(pid_t child)
{
	char byte;

	(void)child;
	return read(ends[0], &byte, 1) == 0;
}

static int by_poll(pid_t child)
{
	struct pollfd poll_end = {.fd = ends[0], .events = POLLIN};

	(void)child;
	return poll(&poll_end, 1, 0) == 1;
}

static int by_signal(pid_t child)
{
	(void)child;
	kill(getpid(), 0); /* a step, before which the signal may come */
	return came;
}

static int by_kill(pid_t child)
{
	int status;

	kill(child, SIGKILL);
	return waitpid(child, &status, 0) == child && WIFEXITED(status);
}

/* By the function, where the C library has it. */
static int open_pidfd(pid_t child)
{
#if __GLIBC_PREREQ(2, 36)
	return pidfd_open(child, 0);
#else
	return (int)syscall(SYS_pidfd_open, child, 0);
#endif
}

static int by_pidfd(pid_t child)
{
	struct pollfd poll_end = {.fd = open_pidfd(child), .events = POLLIN};

	return poll(&poll_end, 1, 0) == 1;
}

static int by_pidfd_wait(pid_t child)
{
	siginfo_t info = {0};

	return waitid((idtype_t)3 /* P_PIDFD */, (id_t)open_pidfd(child), &info,
		      WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid;
}

static int by_signalfd(pid_t child)
{
	struct signalfd_siginfo info;
	sigset_t set;

	(void)child;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	return read(signalfd(-1, &set, SFD_NONBLOCK), &info, sizeof(info)) == sizeof(info);
}

/* One of two that end is not told of, if the other one has not been waited for yet. */
static int by_sigwait(pid_t child)
{
	int number;
	sigset_t set;

	(void)child;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	if (fork() == 0)
		_exit(0);
	return sigwait(&set, &number) == 0 && sigwait(&set, &number) == 0;
}

/* The signal that ends it has been sent: it need not have ended. */
static int by_wait_for_killed(pid_t child)
{
	kill(child, SIGKILL);
	return waitpid(child, NULL, WNOHANG) == child;
}

static int by_mutex(pid_t child)
{
	(void)child;
	return pthread_mutex_trylock(lock) == EOWNERDEAD;
}

static int by_lock(pid_t child)
{
	int fd = open("/proc/self/exe", O_RDONLY);

	(void)child;
	return flock(fd, LOCK_EX | LOCK_NB) == 0;
}

static const struct {
	const char *name;
	int (*has_ended)(pid_t child);
} ways[] = {{"wait", by_wait},
	    {"waitid", by_waitid},
	    {"read", by_read},
	    {"poll", by_poll},
	    {"signal", by_signal},
	    {"kill", by_kill},
	    {"mutex", by_mutex},
	    {"lock", by_lock},
	    {"pidfd", by_pidfd},
	    {"pidfd-wait", by_pidfd_wait},
	    {"signalfd", by_signalfd},
	    {"sigwait", by_sigwait},
	    {"killed", by_wait_for_killed}};

/* All that there is to be seen of it is its end. */
static void live(const char *how)
{
	if (strcmp(how, "mutex") == 0)
		pthread_mutex_lock(lock);
	if (strcmp(how, "killed") == 0)
		pause();
	if (strcmp(how, "lock") == 0)
		flock(open("/proc/self/exe", O_RDONLY), LOCK_EX);
	_exit(0);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "wait";
	int result = 9;
	pid_t child;

	if (pipe(ends) < 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
		return 9;
	make_lock();
	if (strcmp(how, "signal") == 0)
		signal(SIGCHLD, note);
	if (strcmp(how, "signalfd") == 0 || strcmp(how, "sigwait") == 0)
		hold_back();
	child = fork();
	if (child == 0)
		live(how);
	close(ends[1]);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(how, ways[i].name) == 0)
			result = ways[i].has_ended(child) ? 0 : 5;
	}
	while (wait(NULL) > 0 || errno == EINTR)
		continue;
	return result;
}
