/*
 * Pseudo-terminals and the shell of wordexp(3): what goes through the one and what the other does
 * is not followed, which is said. A child that is born with a terminal is one of the run.
 */
#include <fcntl.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wordexp.h>
#include "agent/calls/process.h"
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/pids.h"
#include "agent/core/real.h"

AGENT_EXPORT int posix_openpt(int flags)
{
	agent_blind(UNSEEN_TERMINAL, 0, AGENT_CALLER);
	return REAL(posix_openpt)(flags);
}

AGENT_EXPORT int getpt(void)
{
	agent_blind(UNSEEN_TERMINAL, 0, AGENT_CALLER);
	return REAL(getpt)();
}

AGENT_EXPORT int openpty(int *master, int *slave, char *name, const struct termios *settings,
			 const struct winsize *size)
{
	agent_blind(UNSEEN_TERMINAL, 0, AGENT_CALLER);
	return REAL(openpty)(master, slave, name, settings, size);
}

/* As login_tty(3) has it. */
static void live_on(int terminal)
{
	setsid();
	ioctl(terminal, TIOCSCTTY, NULL);
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		dup2(terminal, fd);
	if (terminal > STDERR_FILENO)
		close(terminal);
}

/* libc's own fork past us. */
AGENT_EXPORT int forkpty(int *master, char *name, const struct termios *settings,
			 const struct winsize *size)
{
	uint32_t where = AGENT_CALLER;
	int ours, theirs;
	pid_t pid;

	if (!agent_on())
		return REAL(forkpty)(master, name, settings, size);
	agent_blind(UNSEEN_TERMINAL, 0, where);
	if (REAL(openpty)(&ours, &theirs, name, settings, size) < 0)
		return -1;
	pid = agent_fork(where);
	close(pid > 0 ? theirs : ours);
	if (pid < 0)
		close(theirs);
	else if (pid == 0)
		live_on(theirs);
	else
		*master = ours;
	pid = agent_told_pid(pid);
	return pid;
}

/* Only where it has one to run. */
AGENT_EXPORT int wordexp(const char *restrict words, wordexp_t *restrict result, int flags)
{
	if (!(flags & WRDE_NOCMD) && (strstr(words, "$(") || strchr(words, '`')))
		agent_blind(UNSEEN_SHELL, 0, AGENT_CALLER);
	return REAL(wordexp)(words, result, flags);
}
