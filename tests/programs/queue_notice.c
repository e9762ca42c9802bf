/* mq_notify: a process that is told when a message comes into an empty queue. */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char name[] = "/ipcstage-test-notice";
static volatile sig_atomic_t told;

static void note(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)context;
	told = info->si_code == SI_MESGQ ? info->si_value.sival_int : 2;
}

static int ask(mqd_t queue, int how)
{
	struct sigevent wanted = {.sigev_notify = how, .sigev_signo = SIGUSR1};

	wanted.sigev_value.sival_int = 1;
	return mq_notify(queue, &wanted);
}

static void send_from_child(mqd_t queue)
{
	if (fork() == 0)
		_exit(mq_send(queue, "news", 4, 0) != 0);
}

/* Asks, holding the signal back, and then waits for it: right, however they run. */
static int pause_for(mqd_t queue)
{
	struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
	sigset_t held, before;
	char text[16];
	int status;

	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&held);
	sigaddset(&held, SIGUSR1);
	sigprocmask(SIG_BLOCK, &held, &before);
	if (ask(queue, SIGEV_SIGNAL))
		return 2;
	send_from_child(queue);
	while (!told)
		sigsuspend(&before);
	wait(&status);
	return told != 1 || status || mq_receive(queue, text, sizeof(text), NULL) != 4;
}

/* Asks when the message may have come already: then it is never told. */
static int ask_late(mqd_t queue)
{
	sigset_t held;
	int signal;

	sigemptyset(&held);
	sigaddset(&held, SIGUSR1);
	sigprocmask(SIG_BLOCK, &held, NULL);
	send_from_child(queue);
	if (ask(queue, SIGEV_SIGNAL))
		return 2;
	return sigwait(&held, &signal);
}

/* Who waits for the message has it, and nobody is told; and there is one to be told only. */
static int beside(mqd_t queue)
{
	struct sigaction action = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
	char text[16];

	sigaction(SIGUSR1, &action, NULL);
	if (ask(queue, SIGEV_SIGNAL))
		return 2;
	if (fork() == 0) {
		if (ask(queue, SIGEV_NONE) == 0 || errno != EBUSY)
			_exit(1);
		_exit(mq_receive(queue, text, sizeof(text), NULL) != 4);
	}
	send_from_child(queue);
	while (wait(NULL) > 0 || errno == EINTR)
		;
	return told;
}

/* What the C library makes a thread for is not held. */
static int by_thread(mqd_t queue)
{
	return ask(queue, SIGEV_THREAD); /* unseen: thread */
}

int main(int argc, char **argv)
{
	struct mq_attr attributes = {.mq_maxmsg = 4, .mq_msgsize = 16};
	const char *how = argc > 1 ? argv[1] : "";
	mqd_t queue = mq_open(name, O_RDWR | O_CREAT, 0600, &attributes);

	mq_unlink(name);
	if (strcmp(how, "late") == 0)
		return ask_late(queue);
	if (strcmp(how, "beside") == 0)
		return beside(queue);
	if (strcmp(how, "thread") == 0)
		return by_thread(queue);
	return pause_for(queue);
}
