/*
 * Child processes: fork(2), waitpid(2), and pidfd_open(2) where a wait has to end in time.
 *
 * A wait without time-out is waitpid alone. The pid is safe to use until the child has been
 * waited for: up to then the kernel does not give it to anybody else. Where there is no
 * pidfd_open, which is before Linux 5.3 and under valgrind 3.19, a wait that has to end in time
 * looks at the child again and again.
 */
#include "mp/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "mp/private/stream.h"

enum { LOOK_EVERY_MS = 20 };

int mp_process_start(struct mp_process *process, int (*run)(void *argument), void *argument)
{
	fflush(NULL);
	pid_t pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0) {
		int code = run(argument);
		fflush(NULL);
		_exit(code);
	}
	*process = (struct mp_process){.pid = pid, .sentinel = -1};
	return 0;
}

/* Reap the child: 1 it has ended, 0 it still runs (only with WNOHANG), or -errno. */
static int reap(struct mp_process *process, int flags)
{
	int status = 0;
	pid_t pid;

	do {
		pid = waitpid(process->pid, &status, flags);
	} while (pid < 0 && errno == EINTR);
	if (pid <= 0)
		return pid < 0 ? -errno : 0;
	process->ended = true;
	process->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	return 1;
}

/* Wait for its end without reaping it, where nothing tells of it: look from time to time. */
static int await_by_looking(const struct mp_process *process, const struct mp_deadline *deadline)
{
	for (;;) {
		siginfo_t end = {0};
		int left = mp_deadline_left_ms(deadline);

		if (waitid(P_PID, (id_t)process->pid, &end, WEXITED | WNOHANG | WNOWAIT))
			return -errno;
		if (end.si_pid)
			return 0;
		if (left == 0)
			return mp_deadline_missed(deadline);
		poll(NULL, 0, left < LOOK_EVERY_MS ? left : LOOK_EVERY_MS);
	}
}

/* Wait for its end without reaping it. */
static int await_sentinel(struct mp_process *process, const struct mp_deadline *deadline)
{
	int sentinel = mp_process_sentinel(process);

	return sentinel < 0 ? await_by_looking(process, deadline)
			    : mp_stream_await(sentinel, POLLIN, deadline);
}

int mp_process_join_by(struct mp_process *process, const struct mp_deadline *deadline)
{
	int error = 0;

	if (process->ended)
		return 0;
	if (deadline->timeout_ms > 0)
		error = await_sentinel(process, deadline);
	if (error)
		return error;
	int reaped = reap(process, deadline->timeout_ms == 0 ? WNOHANG : 0);
	if (reaped == 0)
		return mp_deadline_missed(deadline);
	return reaped < 0 ? reaped : 0;
}

int mp_process_join(struct mp_process *process, long timeout_ms)
{
	struct mp_deadline deadline = mp_deadline_in(timeout_ms);

	return mp_process_join_by(process, &deadline);
}

bool mp_process_is_alive(struct mp_process *process)
{
	return mp_process_join(process, 0) == -EAGAIN;
}

int mp_process_exit_code(struct mp_process *process, int *code)
{
	int error = mp_process_join(process, 0);

	if (!error)
		*code = process->exit_code;
	return error;
}

static int send_signal(struct mp_process *process, int signal)
{
	if (process->ended)
		return -ESRCH;
	return kill(process->pid, signal) ? -errno : 0;
}

int mp_process_terminate(struct mp_process *process)
{
	return send_signal(process, SIGTERM);
}

int mp_process_kill(struct mp_process *process)
{
	return send_signal(process, SIGKILL);
}

int mp_process_sentinel(struct mp_process *process)
{
	if (process->sentinel >= 0)
		return process->sentinel;
	if (process->ended)
		return -ESRCH;
	/* glibc has a function for it since 2.36 only. */
	long fd = syscall(SYS_pidfd_open, process->pid, 0);
	if (fd < 0)
		return -errno;
	process->sentinel = (int)fd;
	return process->sentinel;
}

void mp_process_release(struct mp_process *process)
{
	if (process->sentinel >= 0)
		close(process->sentinel);
	process->sentinel = -1;
}
