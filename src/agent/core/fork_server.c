/*
 * The fork server: one process per program that forks a child for every run, so that a run costs
 * no exec; and the guardian: when the viewer is gone, so is the run.
 *
 * It reads one-byte commands from a socket whose other end only the viewer has. Everything a run
 * leaves behind, orphans too, becomes its child (PR_SET_CHILD_SUBREAPER) and is killed and reaped
 * before the next.
 *
 * Several runs at a time want a server each. A program that is executed again has its memory at
 * other places, so a server can be told to copy itself: the copy has a segment and descriptors of
 * its own, under the same numbers and at the same address, and is the viewer's child as well.
 */
#include "agent/core/fork_server.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "agent/core/agent.h"
#include "agent/core/console.h"
#include "agent/core/families.h"
#include "agent/core/life.h"
#include "agent/core/memory_key.h"
#include "agent/core/real.h"
#include "agent/core/watched.h"
#include "trace/leftovers.h"
#include "trace/protocol.h"
#include "trace/system.h"

enum { REAP_PAUSE_NS = 100000, WIPE_DEEP = 32768, WIPE = 4096, CHILDREN = 128 };

struct server {
	struct trace *trace;
	int control;		  /* socket to the viewer */
	pid_t first;		  /* process 0 of the run under way, 0 none */
	uint32_t runs;		  /* so far */
	enum run_mode placed_for; /* what the CPU mask is set for */
	cpu_set_t all;		  /* CPUs that we were given */
};

/* For the watchman, who finds out by it where in the program a call comes from. */
static void tell_text(struct trace *trace)
{
	trace->text_start = agent.program_start;
	trace->text_end = agent.program_end;
	trace->text_bias = agent.program_bias;
}

static void kill_children(void)
{
	int32_t children[CHILDREN];
	unsigned count = system_children(children, CHILDREN);

	for (unsigned i = 0; i < count; i++)
		system_kill(children[i], SIGKILL);
}

/*
 * Clear the stack below the caller, on which the program will build its own: what lies in the gaps
 * of its frames is hashed too. First as deep as anything has ever been; then for every run what
 * serving it has used.
 */
static __attribute__((noinline)) void wipe_deep_stack(void)
{
	char below[WIPE_DEEP];

	explicit_bzero(below, sizeof(below));
}

static __attribute__((noinline)) void wipe_stack(void)
{
	char below[WIPE];

	explicit_bzero(below, sizeof(below));
}

/* One of 127.128.0.0/10, for four million runs another one each; servers begin anywhere. */
static uint32_t next_loopback(struct server *server)
{
	uint32_t first = (uint32_t)server->trace->server_pid * 0x9e3779b1u >> 10;

	return 0x7f800000 | ((first + ++server->runs) & 0x3fffff);
}

static int64_t now_s(void)
{
	struct timespec now;

	REAL(clock_gettime)(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

/* Whoever is left in a group dies, so that waiting for them comes to an end. */
static void end_group(pid_t group)
{
	do {
		system_kill(-group, SIGKILL);
	} while (REAL(wait4)(-group, NULL, 0, NULL) > 0 || errno == EINTR);
}

/*
 * Kill what is left of the last run, and wait until nothing is. Whoever is in another group
 * becomes our child when its parent dies. Nobody is killed by what the tables say: a pid there
 * may be somebody else's by now.
 */
static void clear(struct server *server)
{
	const struct timespec pause = {0, REAP_PAUSE_NS};
	pid_t reaped;

	if (!server->first)
		return;
	end_group(server->first);
	for (;;) {
		do {
			reaped = REAL(wait4)(-1, NULL, WNOHANG, NULL);
		} while (reaped > 0);
		if (reaped < 0 && errno == ECHILD)
			break;
		kill_children();
		REAL(clock_nanosleep)(CLOCK_MONOTONIC, 0, &pause, NULL);
	}
	leftovers_remove(server->trace, false);
	server->trace->cleared = true;
	server->first = 0;
}

/* A gated run is pinned to one CPU: handing over between two costs ten times as much. */
static void place(struct server *server)
{
	cpu_set_t one;

	if (server->placed_for == (enum run_mode)server->trace->run_mode)
		return;
	server->placed_for = (enum run_mode)server->trace->run_mode;
	if (server->placed_for == RUN_FREE) {
		sched_setaffinity(0, sizeof(server->all), &server->all);
		return;
	}
	CPU_ZERO(&one);
	CPU_SET((size_t)server->trace->cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
}

static void tell_viewer(int fd, char what)
{
	REAL(write)(fd, &what, 1);
}

/* What the run is given to read; what was there before, if it got lost on the way. */
static void take_input(int input)
{
	if (input < 0)
		return;
	REAL(dup3)(input, STDIN_FILENO, 0);
	REAL(close)(input);
}

/* Returns true in the child, which is process 0 of a new run, with this input. */
static bool run(struct server *server, int input)
{
	struct trace *trace = server->trace;

	clear(server);
	trace_reset(trace);
	trace->cleared = false;
	agent_note_unwatched(trace);
	trace->loopback = next_loopback(server);
	trace->begun_at = now_s() - 1; /* files have the time of a coarser clock */
	place(server);
	atomic_store(&trace->actor_count, 1);
	atomic_store(&trace->actors[0].state, ACTOR_RUNNING);
	atomic_store(&trace->begun, true);
	server->first = REAL(fork)();
	if (server->first == 0) {
		REAL(close)(server->control);
		take_input(input);
		setpgid(0, 0);
		return true;
	}
	if (input >= 0)
		REAL(close)(input);
	atomic_store(&trace_space_entry(trace, 0)->pid, server->first);
	if (server->first < 0) {
		server->first = 0;
		atomic_store(&trace->actors[0].state, ACTOR_ENDED);
		tell_viewer(server->control, SERVER_NO_FORK);
	}
	return false;
}

/* --- copies ----------------------------------------------------------------------------------- */

/* Ours from here on: to be cleared, and to be told when the viewer has gone. */
static void settle_in(struct server *server)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* From here on the end of the socket tells us that the viewer has gone. */
	prctl(PR_SET_PDEATHSIG, 0);
	server->trace->server_pid = system_pid();
	tell_viewer(server->control, SERVER_READY);
}

/* What we were given, in place of what we had; false: it cannot be. */
static bool take_over(struct server *server, const int fds[SERVER_DESCRIPTORS])
{
	struct trace *trace = server->trace;
	const int own[SERVER_DESCRIPTORS] = {agent.trace_fd, trace->stop_fd, server->control,
					     trace->console_fd};
	int console = trace->console_fd;

	for (unsigned i = 0; i < SERVER_DESCRIPTORS; i++) {
		if (REAL(dup3)(fds[i], own[i], 0) < 0)
			return false;
		REAL(close)(fds[i]);
	}
	if (REAL(dup3)(console, STDOUT_FILENO, 0) < 0 || REAL(dup3)(console, STDERR_FILENO, 0) < 0)
		return false;
	return REAL(mmap)(trace, sizeof(*trace), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
			  agent.trace_fd, 0) == trace;
}

/* In the copy. A session of its own tells its runs from ours. */
static void become_copy(struct server *server, const int fds[SERVER_DESCRIPTORS])
{
	if (!take_over(server, fds))
		REAL(_exit)(1);
	setsid();
	tell_text(server->trace);
	sched_setaffinity(0, sizeof(server->all), &server->all);
	server->placed_for = RUN_FREE;
	agent_find_console(server->trace);
	settle_in(server);
}

static void close_all(const int fds[SERVER_DESCRIPTORS])
{
	for (unsigned i = 0; i < SERVER_DESCRIPTORS; i++) {
		if (fds[i] >= 0)
			REAL(close)(fds[i]);
	}
}

/*
 * By itself, not by fork(3): as our sibling it is the viewer's to reap, and none of our orphans.
 * If it cannot be, the viewer sees its end of the copy's socket closed.
 */
static void copy(struct server *server, const int fds[SERVER_DESCRIPTORS])
{
	clear(server);
	if (fds[SERVER_DESCRIPTORS - 1] < 0) { /* some got lost: there was no room for them */
		close_all(fds);
		return;
	}
	if (REAL(syscall)(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL) == 0) {
		become_copy(server, fds);
		return;
	}
	close_all(fds);
}

/* --- serving ---------------------------------------------------------------------------------- */

/* Returns in process 0 of a run. */
static __attribute__((noinline)) void serve(void)
{
	struct server server = {.trace = agent.trace,
				.control = agent.trace->head.control_fd,
				.placed_for = RUN_FREE};
	int fds[SERVER_DESCRIPTORS];
	char command;

	sched_getaffinity(0, sizeof(server.all), &server.all);
	tell_text(server.trace);
	agent.trace = NULL; /* the server itself is not shown */
	agent_watch_calls(server.control);
	settle_in(&server);
	while (protocol_receive(server.control, 0, &command, fds, SERVER_DESCRIPTORS) > 0) {
		if (command == SERVER_RUN && run(&server, fds[0])) {
			agent.trace = server.trace;
			return;
		}
		if (command == SERVER_CLONE)
			copy(&server, fds);
		if (command == SERVER_CLEAR) {
			clear(&server);
			tell_viewer(server.control, SERVER_CLEARED);
		}
	}
	clear(&server);
	REAL(_exit)(0);
}

void agent_serve(void)
{
	real_find_all(); /* or every run would do that for itself */
	families_serve();
	agent_find_memory();
	wipe_deep_stack();
	serve();
	wipe_stack();
	agent_begin(0);
}
