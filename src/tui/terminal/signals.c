/*
 * A signalfd and the mask that goes with it. See signalfd(2).
 */
#include "tui/terminal/signals.h"

#include <errno.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static const int answered[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCHLD, SIGTSTP, SIGCONT};

int signals_open(struct signals *signals)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof answered / sizeof answered[0]; i++)
		sigaddset(&set, answered[i]);
	signals->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals->fd < 0)
		return -errno;
	/* Whoever started us may ignore SIGCHLD; children would then vanish before we look. */
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_BLOCK, &set, &signals->original);
	return 0;
}

void signals_close(struct signals *signals)
{
	if (signals->fd < 0)
		return;
	close(signals->fd);
	signals->fd = -1;
	sigprocmask(SIG_SETMASK, &signals->original, NULL);
}

int signals_next(const struct signals *signals)
{
	struct signalfd_siginfo info;

	if (read(signals->fd, &info, sizeof info) != sizeof info)
		return 0;
	return (int)info.ssi_signo;
}

static void set_of(sigset_t *set, int one, int other)
{
	sigemptyset(set);
	sigaddset(set, one);
	sigaddset(set, other);
}

void signals_lend(struct signals_lent *lent)
{
	const struct sigaction usual = {.sa_handler = SIG_DFL}, ignored = {.sa_handler = SIG_IGN};
	sigset_t stop;

	sigaction(SIGTSTP, &usual, &lent->stop);
	sigaction(SIGQUIT, &ignored, &lent->quit);
	set_of(&stop, SIGTSTP, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
}

void signals_take_back(const struct signals_lent *lent)
{
	const struct timespec at_once = {0, 0};
	sigset_t set;

	set_of(&set, SIGTSTP, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	while (sigtimedwait(&set, NULL, &at_once) > 0)
		continue;
	sigaction(SIGTSTP, &lent->stop, NULL);
	sigaction(SIGQUIT, &lent->quit, NULL);
}

void signals_die(struct signals *signals, int number)
{
	sigset_t one;

	signals_close(signals);
	signal(number, SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, number);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	raise(number);
	_exit(128 + number); /* one that does not kill */
}
