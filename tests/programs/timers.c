/*
 * Timers that send signals, alone: what they interrupt and what they do not, what is left of them,
 * and how often they go off. Whoever sets an alarm is not stuck. The exit status tells what was not
 * as it should be; "kills": an alarm without a handler.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t ticks, told;
static int ends[2];

static void tick(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	ticks++;
	if (info->si_code == SI_TIMER)
		told = info->si_value.sival_int;
}

/* One that waits for a message goes on when its alarm rings. */
static void write_when_rung(int signal)
{
	(void)signal;
	ticks += (int)write(ends[1], "x", 1);
}

static void handle(int flags)
{
	struct sigaction action = {.sa_sigaction = tick, .sa_flags = flags | SA_SIGINFO};

	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGRTMIN, &action, NULL);
	ticks = 0;
}

static int interrupts(void)
{
	unsigned left;
	char byte;

	handle(0);
	if (alarm(5) != 0 || alarm(2) != 5 || sleep(1) != 0 || alarm(1) != 1)
		return 10;
	if (read(ends[0], &byte, 1) >= 0 || errno != EINTR || ticks != 1)
		return 11;
	alarm(3);
	left = sleep(10);
	if (left < 6 || left > 7 || alarm(0) != 0)
		return 12;
	alarm(3);
	if (alarm(0) != 3 || sleep(10) != 0 || ticks != 2)
		return 13;
	signal(SIGALRM, write_when_rung);
	alarm(1);
	if (read(ends[0], &byte, 1) != 1)
		return 14;
	return 0;
}

static int periodic(void)
{
	struct itimerval every = {{0, 500000}, {1, 0}}, left;

	handle(SA_RESTART);
	setitimer(ITIMER_REAL, &every, NULL);
	for (int i = 0; i < 3; i++)
		pause();
	if (getitimer(ITIMER_REAL, &left) < 0 || left.it_interval.tv_usec != 500000 ||
	    left.it_value.tv_usec == 0 || ticks != 3)
		return 20;
	memset(&every, 0, sizeof(every));
	setitimer(ITIMER_REAL, &every, &left);
	return left.it_value.tv_usec == 0 || sleep(10) != 0 || ticks != 3 ? 21 : 0;
}

/* A handler runs while the clock is only looked at. */
static int while_busy(void)
{
	time_t begin = time(NULL);

	handle(0);
	alarm(1);
	while (!ticks && time(NULL) < begin + 5)
		continue;
	return ticks == 1 && time(NULL) == begin + 1 ? 0 : 30;
}

/* Whether there can be a timer that sends it. */
static int takes_signal(int signal)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = signal};
	timer_t timer;

	return timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 || errno != EINVAL;
}

static int posix(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
	struct itimerspec every = {{0, 250000000}, {2, 0}}, left;
	sigset_t blocked;
	timer_t timer;

	handle(0);
	event.sigev_value.sival_int = 42;
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) < 0 || takes_signal(0) ||
	    takes_signal(-1) || takes_signal(NSIG) || takes_signal(256 + SIGUSR1))
		return 40;
	clock_gettime(CLOCK_MONOTONIC, &every.it_value);
	every.it_value.tv_sec += 2;
	timer_settime(timer, TIMER_ABSTIME, &every, NULL);
	if (timer_gettime(timer, &left) < 0 || left.it_value.tv_sec < 1)
		return 41;
	if (sleep(10) < 7 || ticks != 1 || told != 42 || timer_getoverrun(timer) != 0)
		return 42;
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	if (sleep(1) != 0 || sigwaitinfo(&blocked, NULL) != SIGRTMIN || timer_delete(timer) < 0)
		return 43;
	return sleep(10) != 0 || ticks != 1 ? 44 : 0;
}

/* A child has none of its parent's timers. */
static int inherited(void)
{
	int status;

	handle(0);
	alarm(1);
	if (fork() == 0)
		_exit(alarm(0) != 0 || sleep(5) != 0);
	while (wait(&status) < 0)
		continue;
	return ticks == 1 && status == 0 ? 0 : 50;
}

static int kills(void)
{
	signal(SIGALRM, SIG_DFL);
	alarm(1);
	pause();
	return 60;
}

int main(int argc, char **argv)
{
	int (*const parts[])(void) = {interrupts, periodic, while_busy, posix, inherited};
	int failed = 0;

	if (pipe(ends) < 0)
		return 1;
	if (argc > 1 && strcmp(argv[1], "kills") == 0)
		return kills();
	for (unsigned i = 0; i < sizeof(parts) / sizeof(parts[0]) && !failed; i++)
		failed = parts[i]();
	return failed;
}
