/*
 * A child leaves its parent's process group: process_groups HOW. Who is in it when a signal is sent
 * or a wait begins decides how it ends. kill: 0 the child was hit, 5 nobody was there; session: 0
 * it was not hit, 5 it was; wait: it ends with 5, or never (the group of whom it awaits is left);
 * ask: 0 it is told of the old group, 5 of the new one.
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void live(const char *how)
{
	signal(SIGUSR1, SIG_DFL);
	if (strcmp(how, "session") == 0)
		setsid();
	else
		setpgid(0, 0);
	if (strcmp(how, "kill") == 0)
		pause();
	_exit(0);
}

static int by_kill(pid_t child)
{
	if (killpg(child, SIGUSR1) == 0)
		return 0;
	kill(child, SIGKILL);
	return 5;
}

static int by_wait(pid_t child)
{
	(void)child;
	return waitpid(0, NULL, 0) < 0 ? 5 : 9;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "kill";
	int result = 0, status;
	pid_t child;

	setpgid(0, 0);
	signal(SIGUSR1, SIG_IGN);
	child = fork();
	if (child == 0)
		live(how);
	if (strcmp(how, "kill") == 0)
		result = by_kill(child);
	else if (strcmp(how, "wait") == 0)
		result = by_wait(child);
	else if (strcmp(how, "ask") == 0)
		result = getpgid(child) == getpgrp() ? 0 : 5;
	else
		kill(0, SIGUSR1);
	if (waitpid(child, &status, 0) == child && WIFSIGNALED(status) && strcmp(how, "kill") != 0)
		result = 5;
	return result;
}
