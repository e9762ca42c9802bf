/*
 * Asks which signals wait, while a child may have sent one ("thread": another thread). The status
 * is 1 when it has come. "jobs": a child asks before each of two jobs whether it is to stop.
 */
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int waits(int signal)
{
	sigset_t pending;

	sigpending(&pending);
	return sigismember(&pending, signal);
}

static void *send(void *to)
{
	pthread_kill(*(pthread_t *)to, SIGUSR1);
	return NULL;
}

static int with_thread(void)
{
	pthread_t self = pthread_self(), thread;
	int come;

	pthread_create(&thread, NULL, send, &self);
	come = waits(SIGUSR1);
	pthread_join(thread, NULL);
	return come;
}

static int with_child(void)
{
	pid_t parent = getpid();
	int come;

	if (fork() == 0)
		_exit(kill(parent, SIGUSR1));
	come = waits(SIGUSR1);
	wait(NULL);
	return come;
}

/* Returns how many were done. */
static int jobs(void)
{
	pid_t child = fork();
	int status, done = 0;

	if (child == 0) {
		while (done < 2 && !waits(SIGUSR1))
			done++;
		_exit(done);
	}
	kill(child, SIGUSR1);
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

int main(int argc, char *argv[])
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGUSR1);
	sigprocmask(SIG_BLOCK, &held, NULL);
	if (argc > 1 && strcmp(argv[1], "jobs") == 0)
		return jobs();
	return argc > 1 ? with_thread() : with_child();
}
