/*
 * The fork server: one process per program that forks a child for every run, so that a run costs
 * no exec; and the guardian: when the viewer is gone, so is the run.
 *
 * It reads one-byte commands from a socket whose other end only the viewer has. Everything a run
 * leaves behind, orphans too, becomes its child (PR_SET_CHILD_SUBREAPER) and is killed and reaped
 * before the next.
 */
#include "agent/agent.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include "trace/server.h"

enum { REAP_PAUSE_NS = 100000, WIPE = 32768, CHILDREN = 128 };

struct server {
	struct trace *trace;
	int control;		  /* socket to the viewer */
	pid_t first;		  /* process 0 of the run under way, 0 none */
	enum run_mode placed_for; /* what the CPU mask is set for */
	cpu_set_t all;		  /* CPUs that we were given */
};

static void kill_children(void)
{
	int32_t children[CHILDREN];
	unsigned count = system_children(children, CHILDREN);

	for (unsigned i = 0; i < count; i++)
		REAL(kill)(children[i], SIGKILL);
}

/* Clear the stack below us, on which the run will build its own. */
static __attribute__((noinline)) void wipe_stack(void)
{
	char below[WIPE];

	explicit_bzero(below, sizeof(below));
}

/* Names in /dev/shm that the run made and did not remove. */
static void remove_names(struct trace *trace)
{
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		const char *name = trace_left_name(trace, i);

		if (name)
			REAL(sem_unlink)(name);
	}
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
	REAL(kill)(-server->first, SIGKILL);
	for (;;) {
		do {
			reaped = REAL(wait4)(-1, NULL, WNOHANG, NULL);
		} while (reaped > 0);
		if (reaped < 0 && errno == ECHILD)
			break;
		kill_children();
		REAL(clock_nanosleep)(CLOCK_MONOTONIC, 0, &pause, NULL);
	}
	remove_names(server->trace);
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

/* Returns true in the child, which is process 0 of a new run. */
static bool run(struct server *server)
{
	struct trace *trace = server->trace;

	clear(server);
	trace_reset(trace);
	place(server);
	atomic_store(&trace->process_count, 1);
	atomic_store(&trace->processes[0].state, PROCESS_RUNNING);
	atomic_store(&trace->begun, true);
	wipe_stack();
	server->first = REAL(fork)();
	if (server->first == 0) {
		REAL(close)(server->control);
		setpgid(0, 0);
		return true;
	}
	atomic_store(&trace->processes[0].pid, server->first);
	if (server->first < 0) {
		server->first = 0;
		atomic_store(&trace->processes[0].state, PROCESS_ENDED);
		tell_viewer(server->control, SERVER_NO_FORK);
	}
	return false;
}

/* Whatever every run would look up for itself is looked up once, here. */
static void look_up_real_functions(void)
{
#define LOOK_UP(function) (void)REAL(function);
	REAL_FUNCTIONS(LOOK_UP)
#undef LOOK_UP
}

void agent_serve(void)
{
	struct server server = {.trace = agent.trace,
				.control = agent.trace->head.control_fd,
				.placed_for = RUN_FREE};
	char command;

	sched_getaffinity(0, sizeof(server.all), &server.all);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* From here on the end of the socket tells us that the viewer has gone. */
	prctl(PR_SET_PDEATHSIG, 0);
	server.trace->server_pid = getpid();
	look_up_real_functions();
	agent_find_memory();
	agent.trace = NULL; /* the server itself is not shown */
	tell_viewer(server.control, SERVER_READY);
	for (;;) {
		ssize_t got = REAL(read)(server.control, &command, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		if (command == SERVER_RUN && run(&server)) {
			agent.trace = server.trace;
			agent_begin(0);
			return;
		}
		if (command == SERVER_CLEAR) {
			clear(&server);
			tell_viewer(server.control, SERVER_CLEARED);
		}
	}
	clear(&server);
	REAL(_exit)(0);
}
