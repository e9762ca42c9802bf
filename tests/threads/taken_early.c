/*
 * A thread sends its process a signal, while the one that has made it may be in pthread_create
 * still, which holds all signals back: either may have to handle it.
 */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static pthread_t first;
static volatile sig_atomic_t by_another;

static void handle(int signal)
{
	(void)signal;
	by_another = !pthread_equal(pthread_self(), first);
}

static void *send(void *unused)
{
	kill(getpid(), SIGUSR1);
	return unused;
}

int main(void)
{
	pthread_t thread;

	first = pthread_self();
	signal(SIGUSR1, handle);
	pthread_create(&thread, NULL, send, NULL);
	pthread_join(thread, NULL);
	return by_another;
}
