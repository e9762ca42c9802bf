/*
 * A child stores, and lets its parent know of it in one of many ways: happens_before HOW. None of
 * them is a lock, nor a byte that is read.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char name[] = "/tmp/ipcstage-test-before";
static int *values;
static int ends[4];
static pid_t child;

static void nothing(void)
{
}

/* --- a FIFO: each knows what the other one did before it came -------------------------------- */

static void make_fifo(void)
{
	mkfifo(name, 0600);
}

static void come_to_write(void)
{
	values[1] += open(name, O_WRONLY) >= 0;
}

static void come_to_read(void)
{
	values[1]++;
	open(name, O_RDONLY);
}

/* --- a file ---------------------------------------------------------------------------------- */

static void make_file(void)
{
	close(open(name, O_WRONLY | O_CREAT, 0600));
}

/* That it is there is a step only while somebody else is. */
static void make_file_and_stay(void)
{
	make_file();
	sleep(2);
}

static void remove_file(void)
{
	unlink(name);
}

static void await_removal(void)
{
	while (open(name, O_WRONLY | O_CREAT | O_EXCL, 0600) < 0)
		usleep(1000);
}

static void await_file(void)
{
	while (access(name, F_OK) != 0)
		usleep(1000);
}

static void await_refusal(void)
{
	sleep(1);
	if (open(name, O_WRONLY | O_CREAT | O_EXCL, 0600) >= 0)
		_exit(2);
}

/* --- poll ------------------------------------------------------------------------------------ */

static void make_pipes(void)
{
	if (pipe(ends) || pipe(ends + 2))
		_exit(2);
}

static void fill_pipe(void)
{
	if (write(ends[3], "x", 1) != 1)
		_exit(2);
}

static void poll_pipes(void)
{
	struct pollfd fds[] = {{.fd = ends[0], .events = POLLIN},
			       {.fd = ends[2], .events = POLLIN}};

	poll(fds, 2, -1);
}

/* --- that a process has ended ---------------------------------------------------------------- */

static void note(int signal)
{
	(void)signal;
}

static void hold_back(void)
{
	sigset_t set;

	signal(SIGCHLD, note);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void read_signal(void)
{
	struct signalfd_siginfo info;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	if (read(signalfd(-1, &set, 0), &info, sizeof(info)) != sizeof(info))
		_exit(2);
}

static void poll_child(void)
{
	struct pollfd fd = {.fd = (int)syscall(SYS_pidfd_open, child, 0), .events = POLLIN};

	poll(&fd, 1, -1);
}

static void be_interrupted(void)
{
	sigset_t set;

	sigemptyset(&set);
	if (ppoll(NULL, 0, NULL, &set) == 0 || errno != EINTR)
		_exit(2);
}

static const struct way {
	const char *how;
	void (*before)(void); /* the child is born */
	void (*tell)(void);
	void (*see)(void);
} ways[] = {
	{"fifo", make_fifo, come_to_write, come_to_read},
	{"removed", make_file, remove_file, await_removal},
	{"made", nothing, make_file, await_file},
	{"refused", nothing, make_file_and_stay, await_refusal},
	{"poll", make_pipes, fill_pipe, poll_pipes},
	{"signalfd", hold_back, nothing, read_signal},
	{"pidfd", nothing, nothing, poll_child},
	{"interrupted", hold_back, nothing, be_interrupted},
};

static void go(const struct way *way)
{
	way->before();
	child = fork();
	if (child == 0) {
		values[0]++;
		way->tell();
		_exit(0);
	}
	way->see();
	values[0]++;
	waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
	values = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unlink(name);
	for (size_t i = 0; argc > 1 && i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(ways[i].how, argv[1]) == 0)
			go(&ways[i]);
	}
	unlink(name);
	return values[0] != 2;
}
