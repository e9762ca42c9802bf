/*
 * A fork of the viewer that shares nothing with it but the segment, so that it keeps nobody from
 * seeing that the viewer has gone. It may be forked from a viewer with threads: it allocates
 * nothing and takes no locks (signal-safety(7)).
 */
#include "control/guardian.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "trace/leftovers.h"

enum {
	SERVER_LIMIT_MS = 2000, /* that the server has to clear up when the viewer is gone */
	LISTING = 4096,
	PATH = 64,
	PAUSE_NS = 1000000,
};

/* Calls `visit` for every number in a folder until it returns true; returns whether it did. */
static bool any_number(const char *folder, bool (*visit)(long number, void *context), void *context)
{
	_Alignas(struct dirent64) char listing[LISTING];
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool found = false;
	ssize_t got = 0;

	while (fd >= 0 && !found && (got = getdents64(fd, listing, sizeof(listing))) > 0) {
		for (ssize_t at = 0; at < got && !found;) {
			const struct dirent64 *entry = (const void *)(listing + at);
			char *end;
			long number = strtol(entry->d_name, &end, 10);

			found = end != entry->d_name && !*end && visit(number, context);
			at += entry->d_reclen;
		}
	}
	if (fd >= 0)
		close(fd);
	return found;
}

/* Whose processes are meant: of the server's session, or with the segment at hand. */
struct guarded {
	pid_t server;
	struct stat segment;
	pid_t looked_at; /* whose descriptors are looked through */
	bool any;	 /* somebody was found, and has been killed */
};

static bool is_segment(long fd, void *context)
{
	const struct guarded *guarded = context;
	struct stat file;
	char path[PATH];

	snprintf(path, sizeof(path), "/proc/%d/fd/%ld", guarded->looked_at, fd);
	return stat(path, &file) == 0 && file.st_dev == guarded->segment.st_dev &&
	       file.st_ino == guarded->segment.st_ino;
}

/* A zombie is nobody any more: it cannot even be killed. */
static bool is_alive(pid_t pid)
{
	char path[PATH], target[1];

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	return readlink(path, target, sizeof(target)) >= 0 || errno != ENOENT;
}

static bool is_guarded(struct guarded *guarded, pid_t pid)
{
	char path[PATH];

	if (pid == getpid() || !is_alive(pid))
		return false;
	if (getsid(pid) == guarded->server)
		return true;
	guarded->looked_at = pid;
	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	return any_number(path, is_segment, guarded);
}

static bool end_one(long pid, void *context)
{
	struct guarded *guarded = context;

	if (is_guarded(guarded, (pid_t)pid))
		guarded->any |= kill((pid_t)pid, SIGKILL) == 0;
	return false;
}

/* Who is killed may just have forked: until there is nobody. */
static void end_everybody(struct guarded *guarded)
{
	const struct timespec pause = {0, PAUSE_NS};

	do {
		guarded->any = false;
		any_number("/proc", end_one, guarded);
		if (guarded->any)
			nanosleep(&pause, NULL);
	} while (guarded->any);
}

static void await(int pidfd)
{
	struct pollfd dead = {.fd = pidfd, .events = POLLIN};

	while (poll(&dead, 1, -1) < 0 && errno == EINTR)
		continue;
}

/* Nothing of the viewer's stays open here: not its terminal, nor the sockets to its servers. */
static void keep_only(int *first, int *second, int *third)
{
	int *const kept[] = {first, second, third};

	for (int i = 0; i < 3; i++) /* out of the way of the numbers that they get */
		*kept[i] = fcntl(*kept[i], F_DUPFD_CLOEXEC, 3);
	for (int i = 0; i < 3; i++) {
		dup2(*kept[i], i);
		*kept[i] = i;
	}
	syscall(SYS_close_range, 3, ~0U, 0);
}

static _Noreturn void guard(struct trace *trace, int trace_fd, int viewer, int server_fd,
			    pid_t server)
{
	struct guarded guarded = {.server = server};
	struct pollfd cleared;

	prctl(PR_SET_NAME, "ipcstage-guard");
	setsid();
	keep_only(&trace_fd, &viewer, &server_fd);
	fstat(trace_fd, &guarded.segment);
	await(viewer);
	cleared = (struct pollfd){.fd = server_fd, .events = POLLIN};
	if (poll(&cleared, 1, SERVER_LIMIT_MS) != 1) {
		syscall(SYS_pidfd_send_signal, server_fd, SIGKILL, NULL, 0);
		await(server_fd);
	}
	end_everybody(&guarded);
	if (!trace->cleared) /* or the names may be somebody else's by now */
		leftovers_remove(trace, true);
	_exit(0);
}

pid_t guardian_begin(struct trace *trace, int trace_fd, pid_t server)
{
	int viewer_fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
	int server_fd = (int)syscall(SYS_pidfd_open, server, 0);
	sigset_t all, before;
	pid_t guardian = -1;

	/* Nothing that is sent to our group comes to it: not even before it has a session. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	if (viewer_fd >= 0 && server_fd >= 0)
		guardian = fork();
	if (guardian == 0)
		guard(trace, trace_fd, viewer_fd, server_fd, server);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (viewer_fd >= 0)
		close(viewer_fd);
	if (server_fd >= 0)
		close(server_fd);
	return guardian;
}

void guardian_end(pid_t guardian)
{
	if (guardian <= 0)
		return;
	kill(guardian, SIGKILL);
	while (waitpid(guardian, NULL, 0) < 0 && errno == EINTR)
		continue;
}
