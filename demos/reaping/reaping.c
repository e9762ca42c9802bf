/*
 * reaping: how a parent learns that its children have ended.
 *
 * A child that has ended stays in the kernel's table, with its exit status, until its parent asks
 * for it: until then it is a zombie. The kernel sends SIGCHLD when there is something to ask for,
 * but it does not count: five children that end while the signal is held back are one signal.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ipcstage.h>
#include "../options.h"

enum { CHILDREN = 5 };

static volatile sig_atomic_t reaped, statuses;
static int one_wait; /* a toggle that the handler looks at */

static void on_child_ended(int signal)
{
	int status;

	(void)signal;
	while (waitpid(-1, &status, WNOHANG) > 0) {
		reaped++;
		statuses += WEXITSTATUS(status);
		if (one_wait)
			break; /* "one signal, one child" */
	}
}

/* The children's work: to print a line, one at a time. */
static void child(sem_t *lock, int number)
{
	ipcstage_process("child");
	sem_wait(lock);
	printf("child %d has done its work\n", number);
	sem_post(lock);
	exit(number);
}

static int count_zombies(const pid_t pids[], int count)
{
	int zombies = 0;

	for (int i = 0; i < count; i++)
		zombies += kill(pids[i], 0) == 0; /* what is reaped has no pid any more */
	return zombies;
}

int main(int argc, char *argv[])
{
	int children = CHILDREN, no_wait = 0;
	const struct option_row rows[] = {
		{"children", &children, 1, CHILDREN},
		{"no-wait", &no_wait, 0, 0},
		{"one-wait", &one_wait, 0, 0},
		{NULL, NULL, 0, 0},
	};
	options_parse(argc, argv, rows);
	ipcstage_process("main");

	sem_t *lock = mmap(NULL, sizeof(*lock), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			   -1, 0);
	if (lock == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	ipcstage_name(lock, "lock");
	sem_init(lock, 1, 1);

	/* While main is busy it does not want to be interrupted: SIGCHLD is held back. */
	struct sigaction action = {.sa_handler = on_child_ended};
	sigset_t child_ended, before;
	sigemptyset(&child_ended);
	sigaddset(&child_ended, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child_ended, &before);
	if (!no_wait)
		sigaction(SIGCHLD, &action, NULL);

	pid_t pids[CHILDREN];
	for (int i = 0; i < children; i++) {
		pids[i] = fork();
		if (pids[i] < 0) {
			perror("fork");
			return 1;
		}
		if (pids[i] == 0)
			child(lock, i + 1);
	}
	ipcstage_note("busy");
	sleep(1); /* its own work */
	sigprocmask(SIG_SETMASK, &before, NULL);
	ipcstage_note("%d reaped, statuses add up to %d", (int)reaped, (int)statuses);
	sleep(1);

	printf("reaped=%d\n", (int)reaped);
	ipcstage_outcome("reaped", "%d", (int)reaped);
	ipcstage_expected("reaped", "%d", children);
	ipcstage_outcome("zombies", "%d", count_zombies(pids, children));
	ipcstage_expected("zombies", "%d", 0);
	return 0;
}
