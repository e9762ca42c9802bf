/*
 * Semaphores of System V in small, one way each; every order is counted by hand in explore.sh.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int set;

static int change(int index, int by, int flags)
{
	struct sembuf operation = {(unsigned short)index, (short)by, (short)flags};

	return semop(set, &operation, 1);
}

static int value(int index)
{
	return semctl(set, index, GETVAL);
}

static pid_t start(void (*function)(void))
{
	pid_t pid = fork();

	if (pid == 0) {
		function();
		_exit(0);
	}
	return pid;
}

static int status_of(pid_t pid)
{
	int status = 0;

	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

static void set_all(unsigned short first, unsigned short second)
{
	unsigned short values[] = {first, second};

	semctl(set, 0, SETALL, values);
}

/* --- undo: whether the token is back hangs on the end of who took it ------------------------- */

static void take_undone(void)
{
	change(0, -1, SEM_UNDO);
}

static void try_once(void)
{
	_exit(change(0, -1, IPC_NOWAIT) < 0 ? 5 : 0);
}

static int undo(void)
{
	pid_t other;

	semctl(set, 0, SETVAL, 1);
	start(take_undone);
	other = start(try_once);
	return status_of(other);
}

/* The same, and it is killed by who waits for the token. */
static pid_t victim;

static void take_and_pause(void)
{
	change(0, -1, SEM_UNDO);
	change(1, -1, 0);
}

static void kill_and_take(void)
{
	kill(victim, SIGKILL);
	_exit(change(0, -1, IPC_NOWAIT) < 0 ? 5 : 0);
}

static int undo_killed(void)
{
	semctl(set, 0, SETVAL, 1);
	victim = start(take_and_pause);
	return status_of(start(kill_and_take));
}

/* --- all or nothing -------------------------------------------------------------------------- */

static void take_both(void)
{
	struct sembuf operations[] = {{0, -1, 0}, {1, -1, 0}};
	struct sembuf back[] = {{1, 1, 0}, {0, 1, 0}};

	semop(set, operations, 2);
	semop(set, back, 2);
}

static int both(void)
{
	pid_t one, two;

	set_all(1, 1);
	one = start(take_both);
	two = start(take_both);
	return status_of(one) + status_of(two);
}

/* One has the second and wants the first; the other one wants both at once, and has none yet. */
static void take_second_then_first(void)
{
	change(1, -1, 0);
	change(0, -1, 0);
	change(0, 1, 0);
	change(1, 1, 0);
}

static int crossed(void)
{
	pid_t one, two;

	set_all(1, 1);
	one = start(take_both);
	two = start(take_second_then_first);
	return status_of(one) + status_of(two);
}

/* --- until there is none --------------------------------------------------------------------- */

static void wait_for_none(void)
{
	change(0, 0, 0);
	_exit(value(1) == 0 ? 0 : 5);
}

static void take_two(void)
{
	change(0, -2, 0);
	change(1, 1, 0);
}

static int none(void)
{
	pid_t other;

	semctl(set, 0, SETVAL, 2);
	other = start(wait_for_none);
	start(take_two);
	return status_of(other);
}

/* --- removed before or while somebody waits -------------------------------------------------- */

static void wait_here(void)
{
	value(1); /* a step, and nothing more */
	if (change(0, -1, 0) == 0)
		_exit(0);
	_exit(errno == EIDRM ? 5 : errno == EINVAL ? 6 : 9);
}

static void remove_it(void)
{
	semctl(set, 0, IPC_RMID);
}

static int removed(void)
{
	pid_t waiter;

	waiter = start(wait_here);
	start(remove_it);
	return status_of(waiter);
}

/* --- who waits is counted -------------------------------------------------------------------- */

static void wait_for_token(void)
{
	change(0, -1, 0);
}

static int counted(void)
{
	pid_t waiter = start(wait_for_token);
	int waiting = semctl(set, 0, GETNCNT);

	change(0, 1, 0);
	status_of(waiter);
	return waiting;
}

/* --- who sleeps there is given the token before anybody else can take it --------------------- */

static int handed(void)
{
	pid_t waiter = start(wait_for_token);

	sleep(1);
	change(0, 1, 0);
	if (change(0, -1, IPC_NOWAIT) == 0)
		return 5;
	return status_of(waiter);
}

static void wait_for_none_only(void)
{
	change(0, 0, 0);
}

static int none_for_a_moment(void)
{
	pid_t waiter;

	change(0, 1, 0);
	waiter = start(wait_for_none_only);
	sleep(1);
	change(0, -1, 0);
	change(0, 1, 0);
	return status_of(waiter);
}

/* --- who was there last ---------------------------------------------------------------------- */

static void put_one(void)
{
	change(0, 1, 0);
}

static void put_other(void)
{
	change(1, 1, 0);
}

/* What only the kernel knows is asked once others have taken steps elsewhere. */
static int last(void)
{
	pid_t one = start(put_one), two = start(put_one), three, four;

	status_of(one);
	status_of(two);
	three = start(put_other);
	four = start(put_other);
	status_of(three);
	status_of(four);
	return semctl(set, 0, GETPID) == two ? 0 : 5;
}

/* --- nobody ever puts one in ----------------------------------------------------------------- */

static void take_two_of_second(void)
{
	change(1, -2, 0);
}

static int starved(void)
{
	set_all(0, 1);
	return status_of(start(take_two_of_second));
}

/* A token of one, then of the other: in the end it is the second that is in the way. */
static int starved_of_second(void)
{
	pid_t waiter;

	waiter = start(take_both);
	change(0, 1, 0);
	return status_of(waiter);
}

/* --- interrupted, too late ------------------------------------------------------------------- */

static void handle(int signal)
{
	(void)signal;
}

static int interrupted(void)
{
	struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};

	sigaction(SIGALRM, &action, NULL);
	alarm(1);
	return change(0, -1, 0) < 0 && errno == EINTR ? 0 : 5;
}

static int late(void)
{
	struct sembuf operation = {0, -1, 0};
	struct timespec limit = {0, 200000000};

	return semtimedop(set, &operation, 1, &limit) < 0 && errno == EAGAIN ? 0 : 5;
}

int main(int argc, char *argv[])
{
	static const struct {
		const char *name;
		int (*run)(void);
	} ways[] = {
		{"undo", undo},
		{"undo-killed", undo_killed},
		{"both", both},
		{"crossed", crossed},
		{"none", none},
		{"removed", removed},
		{"counted", counted},
		{"handed", handed},
		{"none-for-a-moment", none_for_a_moment},
		{"last", last},
		{"starved", starved},
		{"starved-of-second", starved_of_second},
		{"interrupted", interrupted},
		{"late", late},
	};

	set = semget(IPC_PRIVATE, 2, 0600);
	for (unsigned i = 0; argc > 1 && i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(argv[1], ways[i].name) == 0) {
			int status = ways[i].run();

			while (wait(NULL) > 0)
				;
			return status;
		}
	}
	return 2;
}
