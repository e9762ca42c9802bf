/*
 * Two workers take jobs from a queue until it is closed. "if": whoever has been woken does not look
 * again whether there is a job; "signal": one worker is woken where both have to hear the end.
 */
#include <pthread.h>
#include <string.h>

enum { JOBS = 1 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int jobs, is_closed, done;
static const char *how;

static void await(void)
{
	if (strcmp(how, "if") == 0 && jobs <= 0 && !is_closed) {
		pthread_cond_wait(&changed, &mutex);
		return;
	}
	while (jobs <= 0 && !is_closed)
		pthread_cond_wait(&changed, &mutex);
}

static void *work(void *unused)
{
	int has_job = 1;

	while (has_job) {
		pthread_mutex_lock(&mutex);
		await();
		has_job = jobs > 0 || !is_closed;
		jobs -= has_job;
		done += has_job;
		pthread_mutex_unlock(&mutex);
	}
	return unused;
}

static void change(int *what)
{
	pthread_mutex_lock(&mutex);
	(*what)++;
	if (strcmp(how, "signal") == 0)
		pthread_cond_signal(&changed);
	else
		pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&mutex);
}

int main(int argc, char **argv)
{
	pthread_t workers[2];

	how = argc > 1 ? argv[1] : "";
	for (int i = 0; i < 2; i++)
		pthread_create(&workers[i], NULL, work, NULL);
	for (int i = 0; i < JOBS; i++)
		change(&jobs);
	change(&is_closed);
	for (int i = 0; i < 2; i++)
		pthread_join(workers[i], NULL);
	return jobs != 0 || done != JOBS;
}
