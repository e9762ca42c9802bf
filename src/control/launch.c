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
#include <mqueue.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "control/guardian.h"
#include "control/own_names.h"
#include "control/sanitizer.h"
#include "trace/leftovers.h"
#include "trace/padding.h"
#include "trace/protocol.h"
#include "trace/system.h"

enum { ANSWER_LIMIT_MS = 5000, LEAVE_LIMIT_MS = 1000, HIGH_FD = 200, FD_COUNT = 4 };
enum { CHILDREN = 128 };
#define WHAT_IT_IS 0xffffffffUL /* personality(2): asks, and changes nothing */

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

static int fail(struct error *error, const char *what, const char *why)
{
	error_set(error, "%s: %s", what, why);
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

/*
 * Addresses are in what a run tells: they are to be the same ones whenever the program is started.
 * Returns whether they will be; who keeps us in a container may refuse it.
 */
static bool stay_in_place(void)
{
	int now = personality(WHAT_IT_IS);

	return now >= 0 && personality((unsigned long)now | ADDR_NO_RANDOMIZE) >= 0;
}

/*
 * In the child: become the program. Until its agent serves it dies with the viewer. A session of
 * its own keeps it from the viewer's terminal, and tells whose run a process is.
 */
static void become(const struct launch *launch, const struct launched *launched, int control,
		   int failed, pid_t viewer)
{
	char *const *arguments = (char *const *)(uintptr_t)launch->arguments;
	char **environment;
	int high = high_fd();

	/* What we were given by chance is not the program's: a run depends on nothing outside. */
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	reset_signals();
	launched->trace->has_own_names = own_names_take();
	launched->trace->lies_anywhere = !stay_in_place();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != viewer) /* it died before we asked to be told */
		_exit(127);
	setsid();
	give_fds(launched, control, high);
	give_environment(launch->agent, high);
	environment = padding_add(launch->program, arguments, environ);
	execve(launch->program, arguments, environment ? environment : environ);
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
	out->trace->head.control_fd = high + 2;
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

/*
 * What the server says next: a byte, 0 when it is no more, -1 when nothing comes. A descriptor
 * that comes with it goes into *fd.
 */
static int hear_with(const struct launched *launched, int limit_ms, int *fd)
{
	struct pollfd server = {.fd = launched->control_fd, .events = POLLIN};
	char said;
	int ready;

	*fd = -1;
	do {
		ready = poll(&server, 1, limit_ms);
	} while (ready < 0 && errno == EINTR);
	if (ready <= 0)
		return -1;
	return protocol_receive(launched->control_fd, MSG_DONTWAIT | MSG_CMSG_CLOEXEC, &said, fd,
				1) > 0
		       ? said
		       : 0;
}

static int hear(const struct launched *launched, int limit_ms)
{
	int fd, said = hear_with(launched, limit_ms, &fd);

	close_if_open(fd);
	return said;
}

/* What the server says first; the watchman begins before it goes on. */
static int hear_first(struct launched *launched)
{
	int listener, said = hear_with(launched, ANSWER_LIMIT_MS, &listener);

	if (said != SERVER_WATCHED)
		return said;
	launched->watchman = watchman_new(listener);
	if (!launched->watchman || !watchman_add(launched->watchman, launched->trace))
		return SERVER_WATCHED;
	return hear(launched, ANSWER_LIMIT_MS);
}

static int await_agent(const struct launch *launch, struct launched *launched, struct error *error)
{
	switch (hear_first(launched)) {
	case SERVER_READY:
		return 0;
	case SERVER_WATCHED: /* whose calls nobody would answer */
		return fail(error, launch->program,
			    "there is no thread to be had to watch it with");
	case SERVER_OTHER_BUILD:
		return fail(error, launch->program, "its agent is of another build; rebuild");
	default:
		if (sanitizer_explain(launch->program, error))
			return -1;
		return fail(error, launch->program,
			    "it does not load the agent; is it statically linked, setuid or a "
			    "script? Link it dynamically");
	}
}

int launch_program(const struct launch *launch, struct launched *out, struct error *error)
{
	int failed[2] = {-1, -1};
	int control = -1;
	pid_t viewer = getpid();
	char why[128];

	if (make_channels(out, &control) < 0 || pipe2(failed, O_CLOEXEC) < 0) {
		fail(error, "cannot set up a run", strerror(errno));
		goto fail;
	}
	/* What a killed server leaves behind becomes ours: launch_clear_run(). */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	out->server = fork();
	if (out->server == 0)
		become(launch, out, control, failed[1], viewer);
	close(failed[1]);
	close(control);
	if (out->server < 0) {
		fail(error, "cannot fork", strerror(errno));
		goto fail_read;
	}
	/* Before the server stops dying with us, which it does until its agent serves. */
	out->guardian = guardian_begin(out->trace, out->trace_fd, out->server);
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

/* Hand over what the copy is to have in place of the server's own. */
static int send_descriptors(const struct launched *from, const struct launched *out, int control)
{
	const int fds[SERVER_DESCRIPTORS] = {out->trace_fd, out->stop_fd, control, out->console_fd};

	return protocol_send(from->control_fd, SERVER_CLONE, fds, SERVER_DESCRIPTORS);
}

int launch_clone(const struct launched *from, struct launched *out, struct error *error)
{
	int control = -1, sent = -1, said = 0;

	if (make_channels(out, &control) == 0)
		sent = send_descriptors(from, out, control);
	close_if_open(control);
	if (sent == 0)
		said = hear(out, ANSWER_LIMIT_MS);
	out->server = out->trace ? out->trace->server_pid : 0;
	if (said == SERVER_READY) {
		out->is_copy = true;
		out->guardian = guardian_begin(out->trace, out->trace_fd, out->server);
		out->watchman = from->watchman;
		if (!out->watchman || watchman_add(out->watchman, out->trace))
			return 0;
		sent = -ENOMEM;
		errno = ENOMEM;
	}
	fail(error, "cannot copy the fork server",
	     sent < 0 ? strerror(errno) : "it does not answer");
	launch_release(out);
	return -1;
}

const char *launch_failure(const struct launched *launched)
{
	char said;
	ssize_t got = recv(launched->control_fd, &said, 1, MSG_PEEK | MSG_DONTWAIT);

	/* Reset: it was killed with a command of ours still unread. */
	if (got == 0 || (got < 0 && errno == ECONNRESET))
		return "its fork server was killed";
	return got > 0 && said == SERVER_NO_FORK ? "the system would not fork it" : NULL;
}

bool launch_await_clear(const struct launched *launched)
{
	int said;

	do {
		said = hear(launched, ANSWER_LIMIT_MS);
	} while (said > 0 && said != SERVER_CLEARED);
	return said == SERVER_CLEARED;
}

static void reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

/* Kill and reap those of our children that belong to the run. Returns whether there were any. */
static bool end_orphans(const struct launched *launched)
{
	int32_t children[CHILDREN];
	unsigned count = system_children(children, CHILDREN);
	bool any = false;

	for (unsigned i = 0; i < count; i++) {
		pid_t pid = children[i];

		if (pid == launched->server ||
		    (getsid(pid) != launched->server && trace_find_actor(launched->trace, pid) < 0))
			continue;
		kill(pid, SIGKILL);
		reap(pid);
		any = true;
	}
	return any;
}

/*
 * Only children of ours are killed, never what the tables say: a pid there may be anybody's by
 * now. The server is not reaped yet, so that its number is nobody else's.
 */
void launch_clear_run(const struct launched *launched)
{
	siginfo_t ended;

	kill(launched->server, SIGKILL);
	while (waitid(P_PID, (id_t)launched->server, &ended, WEXITED | WNOWAIT) < 0 &&
	       errno == EINTR)
		continue;
	/* The children of those who have died are ours the next time. */
	while (end_orphans(launched))
		continue;
	leftovers_remove(launched->trace, true);
	launched->trace->cleared = true;
}

/*
 * The server clears its run and exits when the socket ends. If it does not (it never had the
 * agent, or somebody stopped or killed it), what it leaves behind is cleared here.
 */
static void end_server(struct launched *launched)
{
	const char *failure = launch_failure(launched);
	int said;

	shutdown(launched->control_fd, SHUT_WR);
	do {
		said = hear(launched, LEAVE_LIMIT_MS);
	} while (said > 0);
	if (failure || said < 0 || !launched->trace->cleared)
		launch_clear_run(launched);
	kill(launched->server, SIGKILL);
	reap(launched->server);
}

void launch_release(struct launched *launched)
{
	if (launched->server > 0)
		end_server(launched);
	guardian_end(launched->guardian);
	if (launched->watchman)
		watchman_remove(launched->watchman, launched->trace);
	if (!launched->is_copy)
		watchman_free(launched->watchman);
	close_if_open(launched->control_fd);
	close_if_open(launched->stop_fd);
	close_if_open(launched->console_fd);
	close_if_open(launched->trace_fd);
	trace_unmap(launched->trace);
}
