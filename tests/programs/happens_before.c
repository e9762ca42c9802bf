/*
 * A child stores, and lets its parent know of it in one of many ways: happens_before HOW. None of
 * them is a lock, nor a byte that is read.
 */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char name[] = "/tmp/ipcstage-test-before", queue[] = "/ipcstage-test-before";
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

/* --- room, and nobody there ------------------------------------------------------------------- */

/* Of a single page, so that nothing more goes in. */
static void fill_up(void)
{
	static char page[4096];

	make_pipes();
	if (fcntl(ends[1], F_SETPIPE_SZ, sizeof(page)) < 0 ||
	    write(ends[1], page, sizeof(page)) != sizeof(page))
		_exit(2);
}

static void empty_pipe(void)
{
	char page[4096];

	if (read(ends[0], page, sizeof(page)) != sizeof(page))
		_exit(2);
}

static void write_more(void)
{
	if (write(ends[1], "x", 1) != 1)
		_exit(2);
}

static void make_full_queue(void)
{
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 1};

	ends[0] = mq_open(queue, O_CREAT | O_RDWR, 0600, &attributes);
	mq_unlink(queue);
	mq_send(ends[0], "x", 1, 0);
}

static void receive(void)
{
	char byte;

	mq_receive(ends[0], &byte, 1, NULL);
}

static void send_more(void)
{
	mq_send(ends[0], "y", 1, 0);
}

static void make_full_counter(void)
{
	ends[0] = eventfd(0, 0);
	eventfd_write(ends[0], UINT64_MAX - 1);
}

static void empty_counter(void)
{
	eventfd_t value;

	eventfd_read(ends[0], &value);
}

static void count_on(void)
{
	eventfd_write(ends[0], 1);
}

static void close_reading(void)
{
	close(ends[0]);
}

static void write_until_refused(void)
{
	signal(SIGPIPE, SIG_IGN);
	close(ends[0]);
	while (write(ends[1], "x", 1) == 1)
		usleep(1000);
}

static const struct sockaddr_un address = {AF_UNIX, "\0ipcstage-test-before"};

static void listen_there(void)
{
	ends[0] = socket(AF_UNIX, SOCK_STREAM, 0);
	if (bind(ends[0], (const struct sockaddr *)&address, sizeof(address)) || listen(ends[0], 8))
		_exit(2);
}

static void connect_until_refused(void)
{
	int failed;

	close(ends[0]);
	do {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);

		failed = connect(fd, (const struct sockaddr *)&address, sizeof(address));
		close(fd);
	} while (!failed && usleep(1000) == 0);
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

static void have_none(void)
{
	signal(SIGCHLD, SIG_IGN);
}

static void wait_for_none(void)
{
	if (wait(NULL) >= 0 || errno != ECHILD)
		_exit(2);
}

static void leave_child(void)
{
	siginfo_t info;

	waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
}

static void lead_group(void)
{
	setpgid(0, 0);
}

static void await_group(void)
{
	while (getpgid(child) != child)
		usleep(1000);
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
	{"room", fill_up, empty_pipe, write_more},
	{"queue", make_full_queue, receive, send_more},
	{"counter", make_full_counter, empty_counter, count_on},
	{"no-reader", make_pipes, close_reading, write_until_refused},
	{"no-listener", listen_there, close_reading, connect_until_refused},
	{"no-child", have_none, nothing, wait_for_none},
	{"left", nothing, nothing, leave_child},
	{"group", nothing, lead_group, await_group},
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
