/*
 * Signals and threads. The argument says which: one that is for a thread (pthread_kill) which may
 * not wait for it yet; for the process, of which the second thread alone does not hold it back; all
 * hold it back and one waits for it (sigwait); a thread's own (raise); one with a value, of which a
 * thread takes two (pthread_sigqueue); two, of which each thread takes one; by the ids of threads
 * (tgkill, and a timer that is for one); one that ends all, of a thread or for one.
 */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_t first, threads[2];
static volatile sig_atomic_t handled_by = -1, value;
static pid_t id;
static sem_t ready;
static const char *how;

static int is(const char *word)
{
	return strcmp(how, word) == 0;
}

static int number_of(pthread_t thread)
{
	if (pthread_equal(thread, first))
		return 0;
	return pthread_equal(thread, threads[0]) ? 1 : 2;
}

static void handle(int signal)
{
	(void)signal;
	handled_by = number_of(pthread_self());
}

static void hold_back(int how_so, int one, int other)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, one);
	sigaddset(&set, other);
	pthread_sigmask(how_so, &set, NULL);
}

/* The second thread. */
static void be_told(void)
{
	sigset_t set;
	siginfo_t info;
	int got = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	if (is("pause") || is("ended"))
		pause();
	if (is("mask")) {
		hold_back(SIG_UNBLOCK, SIGUSR1, SIGUSR1);
		sem_post(&ready);
		pause();
	}
	if (is("sigwait")) {
		sigwait(&set, &got);
		value = got;
	}
	if (is("each")) {
		sigaddset(&set, SIGUSR2);
		sigwait(&set, &got);
	}
	for (int i = 0; is("queue") && i < 2; i++) {
		sigwaitinfo(&set, &info);
		value = value * 10 + info.si_value.sival_int;
	}
	if (is("ids") || is("timer")) {
		id = gettid();
		sem_post(&ready);
		pause();
	}
}

/* The first one that main makes. */
static void tell(void)
{
	if (is("pause"))
		pthread_kill(threads[1], SIGUSR1);
	if (is("sigwait"))
		kill(getpid(), SIGUSR1);
	if (is("raise"))
		raise(SIGUSR1);
	if (is("queue"))
		pthread_sigqueue(threads[1], SIGUSR1, (union sigval){.sival_int = 1});
	if (is("fatal"))
		raise(SIGTERM);
}

static void *run(void *second)
{
	if (second || is("each"))
		be_told();
	else
		tell();
	return NULL;
}

static void set_timer(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1};
	struct itimerspec when = {.it_value = {1, 0}};
	timer_t timer;

	sem_wait(&ready);
	event._sigev_un._tid = id;
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &when, NULL);
}

/* What main does when both are there. */
static void conduct(void)
{
	if (is("mask")) {
		sem_wait(&ready);
		kill(getpid(), SIGUSR1);
	}
	if (is("queue"))
		pthread_sigqueue(threads[1], SIGUSR1, (union sigval){.sival_int = 2});
	if (is("each")) {
		kill(getpid(), SIGUSR1);
		kill(getpid(), SIGUSR2);
	}
	if (is("ids")) {
		sem_wait(&ready);
		tgkill(getpid(), id, SIGUSR1);
	}
	if (is("timer"))
		set_timer();
	if (is("ended"))
		pthread_kill(threads[1], SIGTERM);
}

static int result(void)
{
	if (is("pause") || is("mask") || is("ids") || is("timer"))
		return handled_by != 2;
	if (is("each"))
		return 0;
	if (is("raise"))
		return handled_by != 1;
	if (is("sigwait"))
		return value != SIGUSR1;
	if (is("queue"))
		return value != 12 && value != 21 && value != 11 && value != 22;
	return 3;
}

int main(int argc, char **argv)
{
	how = argc > 1 ? argv[1] : "pause";
	first = pthread_self();
	sem_init(&ready, 0, 0);
	signal(SIGUSR1, handle);
	if (is("mask") || is("sigwait") || is("queue") || is("each"))
		hold_back(SIG_BLOCK, SIGUSR1, SIGUSR2);
	pthread_create(&threads[1], NULL, run, (void *)1);
	pthread_create(&threads[0], NULL, run, NULL);
	conduct();
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return result();
}
