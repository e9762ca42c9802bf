/* What is not followed, each by its word: the lines are marked with it. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

static int pipes[2];

/* A child that writes when all others wait. */
static pid_t bear(void)
{
	pid_t child = fork();

	if (child == 0) {
		fcntl(pipes[0], F_SETFL, O_NONBLOCK); /* unseen: flag */
		_exit(write(pipes[1], "x", 1) != 1);
	}
	return child;
}

static void read_private(void)
{
	int fd = open("odd_looks.data", O_RDWR | O_CREAT | O_TRUNC, 0600);
	const char *mapped;

	if (write(fd, "0", 1) != 1)
		exit(2);
	mapped = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0); /* unseen: private */
	if (fork() == 0)
		_exit(pwrite(fd, "1", 1, 0) != 1);
	if (*mapped == '2')
		exit(2);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	siginfo_t info;
	struct sysinfo system;
	struct rusage usage;
	char path[64], text[64] = "";
	pid_t child;

	if (strcmp(how, "private") == 0)
		read_private();
	if (strcmp(how, "machine") == 0 && sysinfo(&system) < 0) /* unseen: machine */
		return 2;
	if (strcmp(how, "usage") == 0 && getrusage(RUSAGE_SELF, &usage) < 0) /* unseen: usage */
		return 2;
	if (strcmp(how, "random") == 0)
		close(open("/dev/urandom", O_RDONLY)); /* unseen: random */
	if (strcmp(how, "terminal") == 0)
		close(open("/dev/ptmx", O_RDWR)); /* unseen: terminal */
	if (strcmp(how, "parent") == 0)
		prctl(PR_SET_PDEATHSIG, SIGTERM); /* unseen: parent */
	if (pipe(pipes) < 0)
		return 2;
	if (strcmp(how, "owner") == 0)
		fcntl(pipes[0], F_SETOWN, getpid()); /* unseen: owner */
	if (strcmp(how, "notice") == 0)
		fcntl(pipes[0], F_SETFL, O_ASYNC); /* unseen: notice */
	child = strcmp(how, "flag") == 0 ? bear() : fork();
	if (child == 0)
		_exit(0);
	if (strcmp(how, "flag") == 0 && read(pipes[0], text, 1) < 0)
		return 2;
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)child);
	if (strcmp(how, "process") == 0)
		close(open(path, O_RDONLY)); /* unseen: process */
	if (strcmp(how, "policy") == 0)
		sched_getscheduler(child); /* unseen: policy */
	if (fork() == 0)
		_exit(0);
	if (strcmp(how, "left") == 0)
		waitid(P_ALL, 0, &info, WEXITED | WNOWAIT); /* unseen: left */
	while (wait(NULL) > 0)
		;
	return 0;
}
