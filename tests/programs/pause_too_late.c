/*
 * A parent waits for its child's signal. With pause(2) the signal may come after it has looked and
 * before it waits, and is missed for ever; "suspend" closes that gap with a blocked signal and
 * sigsuspend(2). See signal(7) and the GNU C Library's manual, "Problems with Pause".
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t got;

static void note(int signal)
{
	(void)signal;
	got = 1;
}

static void wait_by_pause(void)
{
	if (!got)
		pause();
}

static void wait_by_suspend(const sigset_t *unblocked)
{
	while (!got)
		sigsuspend(unblocked);
	sigprocmask(SIG_SETMASK, unblocked, NULL);
}

int main(int argc, char **argv)
{
	int suspend = argc > 1 && strcmp(argv[1], "suspend") == 0, pipe_of_both[2];
	sigset_t blocked, unblocked;

	signal(SIGUSR1, note);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(suspend ? SIG_BLOCK : SIG_UNBLOCK, &blocked, &unblocked);
	if (pipe(pipe_of_both) < 0)
		return 1;
	if (fork() == 0) {
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	if (write(pipe_of_both[1], "x", 1) != 1)
		return 2;
	if (suspend)
		wait_by_suspend(&unblocked);
	else
		wait_by_pause();
	wait(NULL);
	return 0;
}
