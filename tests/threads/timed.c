/*
 * A thread waits for news, but not for ever: pthread_cond_timedwait, by the clock of the condition,
 * pthread_mutex_timedlock or sem_timedwait. The argument says which.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news;
static sem_t told;
static int has_news, is_known;
static const char *how;

static void *tell(void *unused)
{
	pthread_mutex_lock(&mutex);
	has_news = 1;
	pthread_cond_signal(&news);
	pthread_mutex_unlock(&mutex);
	sem_post(&told);
	return unused;
}

static struct timespec in_a_second(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	time.tv_sec++;
	return time;
}

static int await(void)
{
	struct timespec until =
		in_a_second(strcmp(how, "condition") ? CLOCK_REALTIME : CLOCK_MONOTONIC);
	int error = 0;

	if (strcmp(how, "semaphore") == 0)
		return sem_timedwait(&told, &until) == 0;
	if (pthread_mutex_timedlock(&mutex, &until) == ETIMEDOUT)
		return 0;
	while (strcmp(how, "condition") == 0 && !has_news && error == 0)
		error = pthread_cond_timedwait(&news, &mutex, &until);
	is_known = has_news;
	pthread_mutex_unlock(&mutex);
	return is_known;
}

int main(int argc, char **argv)
{
	pthread_condattr_t attributes;
	pthread_t thread;

	how = argc > 1 ? argv[1] : "condition";
	sem_init(&told, 0, 0);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&news, &attributes);
	pthread_create(&thread, NULL, tell, NULL);
	is_known = await();
	pthread_join(thread, NULL);
	return !is_known;
}
