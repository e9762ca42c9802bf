#include "compile/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLED = 128 };

static void give(posix_spawn_file_actions_t *actions, int fd, int as)
{
	if (fd == SPAWN_NOTHING)
		posix_spawn_file_actions_addopen(actions, as, "/dev/null", O_RDWR, 0);
	else
		posix_spawn_file_actions_adddup2(actions, fd, as);
}

/* What we block, catch or ignore is ours alone. */
static void set_signals(posix_spawnattr_t *attributes)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(attributes, &none);
	posix_spawnattr_setsigdefault(attributes, &all);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int await(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) : WEXITSTATUS(status);
}

int spawn_and_wait(const struct spawn *spawn)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	pid_t pid;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	/* The last first: none of the three is another one's source that is written over. */
	give(&actions, spawn->err, STDERR_FILENO);
	give(&actions, spawn->out, STDOUT_FILENO);
	give(&actions, spawn->in, STDIN_FILENO);
	set_signals(&attributes);
	error = posix_spawnp(&pid, spawn->words[0], &actions, &attributes, spawn->words, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error ? -error : await(pid);
}
