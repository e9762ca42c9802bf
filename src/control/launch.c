/*
 * Starting a program with its agent preloaded.
 *
 * The program gets four descriptors with high numbers, out of its way: the segment, the eventfd,
 * its end of the control socket and the console. A pipe that closes on exec carries errno when
 * exec fails, so that starting either succeeds or says why: execve(2), ld.so(8) LD_PRELOAD.
 */
#include "control/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "trace/server.h"

enum { READY_LIMIT_MS = 5000, HIGH_FD = 200, FD_COUNT = 4 };

static int fail(struct control_error *error, const char *what, const char *why)
{
	snprintf(error->text, sizeof(error->text), "%s: %s", what, why);
	return -1;
}

/*
 * The first of FD_COUNT numbers that a program is unlikely to use. Below 256: the kernel copies a
 * table as long as the highest at every fork.
 */
static int high_fd(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= HIGH_FD + FD_COUNT)
		return HIGH_FD;
	return (int)limit.rlim_cur - FD_COUNT;
}

static void give_fds(const struct launched *launched, int control, int high)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

	dup2(nothing, STDIN_FILENO);
	dup2(launched->console_fd, STDOUT_FILENO);
	dup2(launched->console_fd, STDERR_FILENO);
	dup2(launched->trace_fd, high);
	dup2(launched->stop_fd, high + 1);
	dup2(control, high + 2);
	dup2(launched->console_fd, high + 3);
}

static void give_environment(const char *agent, int high)
{
	const char *preloaded = getenv("LD_PRELOAD");
	char number[16], list[4096];

	snprintf(number, sizeof(number), "%d", high);
	snprintf(list, sizeof(list), "%s%s%s", agent, preloaded && *preloaded ? ":" : "",
		 preloaded ? preloaded : "");
	setenv("IPCSTAGE_FD", number, 1);
	setenv("LD_PRELOAD", list, 1);
	/* Bound once in the fork server instead of in every process of every run. */
	setenv("LD_BIND_NOW", "1", 1);
}

static void reset_signals(void)
{
	sigset_t none;

	for (int signal = 1; signal < NSIG; signal++) {
		struct sigaction action = {.sa_handler = SIG_DFL};

		if (signal != SIGKILL && signal != SIGSTOP)
			sigaction(signal, &action, NULL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: become the program. Until its agent serves it dies with the viewer. */
static void become(const struct launch *launch, const struct launched *launched, int control,
		   int failed)
{
	char *const *arguments = (char *const *)(uintptr_t)launch->arguments;
	int high = high_fd();

	/* What we were given by chance is not the program's: a run depends on nothing outside. */
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	reset_signals();
	give_fds(launched, control, high);
	give_environment(launch->agent, high);
	execv(launch->program, arguments);
	dprintf(failed, "%s", strerror(errno));
	_exit(127);
}

static int make_channels(struct launched *out, int *control)
{
	int pair[2];
	int high = high_fd();

	*out = (struct launched){.trace_fd = -1, .stop_fd = -1, .control_fd = -1, .console_fd = -1};
	out->trace = trace_create(&out->trace_fd);
	out->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	out->console_fd = memfd_create("ipcstage-console", MFD_CLOEXEC);
	if (!out->trace || out->stop_fd < 0 || out->console_fd < 0 ||
	    fcntl(out->console_fd, F_SETFL, O_APPEND) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	out->control_fd = pair[0];
	*control = pair[1];
	out->trace->stop_fd = high + 1;
	out->trace->control_fd = high + 2;
	out->trace->console_fd = high + 3;
	return 0;
}

/* What exec had to say, if it failed; "" when the program is running. */
static void read_failure(int fd, char *why, size_t size)
{
	ssize_t got;

	do {
		got = read(fd, why, size - 1);
	} while (got < 0 && errno == EINTR);
	why[got > 0 ? got : 0] = '\0';
}

static int await_agent(const struct launch *launch, const struct launched *launched,
		       struct control_error *error)
{
	struct pollfd poll_fd = {.fd = launched->control_fd, .events = POLLIN};
	char hello = 0;

	while (poll(&poll_fd, 1, READY_LIMIT_MS) < 0 && errno == EINTR)
		continue;
	if (recv(launched->control_fd, &hello, 1, MSG_DONTWAIT) == 1 && hello == SERVER_READY)
		return 0;
	return fail(error, launch->program,
		    "it does not load the agent; is it statically linked, setuid or a script? "
		    "Link it dynamically");
}

int launch_program(const struct launch *launch, struct launched *out, struct control_error *error)
{
	int failed[2] = {-1, -1};
	int control = -1;
	char why[128];

	if (make_channels(out, &control) < 0 || pipe2(failed, O_CLOEXEC) < 0) {
		fail(error, "cannot set up a run", strerror(errno));
		goto fail;
	}
	out->server = fork();
	if (out->server == 0)
		become(launch, out, control, failed[1]);
	close(failed[1]);
	close(control);
	if (out->server < 0) {
		fail(error, "cannot fork", strerror(errno));
		goto fail_read;
	}
	read_failure(failed[0], why, sizeof(why));
	if (why[0]) {
		fail(error, launch->program, why);
		goto fail_read;
	}
	if (await_agent(launch, out, error) < 0)
		goto fail_read;
	close(failed[0]);
	return 0;
fail_read:
	control = failed[1] = -1;
fail:
	if (control >= 0)
		close(control);
	if (failed[0] >= 0)
		close(failed[0]);
	launch_release(out);
	return -1;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

bool launch_lost(const struct launched *launched)
{
	char byte;

	return recv(launched->control_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void launch_clear_run(const struct launched *launched)
{
	const struct trace *trace = launched->trace;
	unsigned objects = atomic_load(&trace->object_count);
	int first = trace->processes[0].pid;

	if (first > 0)
		kill(-first, SIGKILL);
	for (uint64_t alive = trace_alive(trace); alive; alive &= alive - 1) {
		int pid = trace->processes[__builtin_ctzll(alive)].pid;

		if (pid > 0)
			kill(pid, SIGKILL);
	}
	for (unsigned i = 1; i < objects; i++) {
		if (trace->objects[i].created_name)
			sem_unlink(trace->objects[i].name);
	}
}

/* Read what it still has to say, up to the end of the socket; false when that does not come. */
static bool says_goodbye(struct pollfd *server)
{
	char byte;

	while (poll(server, 1, 1000) > 0) {
		if (recv(server->fd, &byte, 1, 0) <= 0)
			return true;
	}
	return false;
}

/*
 * The server clears its run and exits when the socket ends. If it does not (it never had the
 * agent, or somebody stopped it) it is killed, and what it leaves behind with it.
 */
static void end_server(struct launched *launched)
{
	struct pollfd gone = {.fd = launched->control_fd, .events = POLLIN | POLLRDHUP};
	bool lost = launch_lost(launched);

	shutdown(launched->control_fd, SHUT_WR);
	lost = lost || !says_goodbye(&gone);
	kill(launched->server, SIGKILL);
	waitpid(launched->server, NULL, 0);
	if (lost)
		launch_clear_run(launched);
}

void launch_release(struct launched *launched)
{
	if (launched->server > 0)
		end_server(launched);
	close_if_open(launched->control_fd);
	close_if_open(launched->stop_fd);
	close_if_open(launched->console_fd);
	close_if_open(launched->trace_fd);
	trace_unmap(launched->trace);
}
