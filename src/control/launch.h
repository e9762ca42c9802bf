/*
 * Starting a program with its agent: the one place where children are made.
 */
#ifndef IPCSTAGE_CONTROL_LAUNCH_H
#define IPCSTAGE_CONTROL_LAUNCH_H

#include <stdbool.h>
#include <sys/types.h>
#include "base/error.h"
#include "control/program.h"
#include "control/watchman.h"
#include "trace/trace.h"

/* The viewer's side of a program that was started. All descriptors are close-on-exec. */
struct launched {
	pid_t server;		   /* the program: its fork server */
	int trace_fd;		   /* the segment */
	struct trace *trace;	   /* mapped */
	int stop_fd;		   /* eventfd: look at trace->stop */
	int control_fd;		   /* socket to the server; its end is what ends the server */
	int console_fd;		   /* memfd: what was printed past the agent */
	struct watchman *watchman; /* of it and of its copies; NULL: seccomp(2) is refused */
	pid_t guardian;		   /* for when we are killed together; -1 there is none */
	bool is_copy;		   /* the watchman is another's */
};

/*
 * Start `launch` and wait (up to 5 s) until its agent is ready. Returns 0, or -1 with *error and
 * nothing left behind.
 */
int launch_program(const struct launch *launch, struct launched *out, struct error *error);

/*
 * Have the server of `from`, which must not have a run, make a copy of itself, for a segment and
 * descriptors of its own. Returns 0, or -1 with *error and nothing left behind.
 */
int launch_clone(const struct launched *from, struct launched *out, struct error *error);

/* Why there is no run: the fork server was killed or could not fork. NULL while all is well. */
const char *launch_failure(const struct launched *launched);

/* Wait (up to 5 s) until the server has cleared its run, as it was asked to. */
bool launch_await_clear(const struct launched *launched);

/*
 * What the server does with a run that is to end, for when the server is not there to do it: kill
 * and reap every process of it, remove the names that they left. Kills the server too.
 */
void launch_clear_run(const struct launched *launched);

/* Give everything back; ends the server and waits for it. */
void launch_release(struct launched *launched);

#endif
