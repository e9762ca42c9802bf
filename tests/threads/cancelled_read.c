/*
 * A thread that reads is cancelled, before or after something has come. In the place of the read it
 * is cleaned up after, which others see.
 */
#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

static int ends[2];
static sem_t cleaned;

static void clean_up(void *unused)
{
	(void)unused;
	sem_post(&cleaned);
	sem_post(&cleaned);
}

static void *take(void *unused)
{
	char byte;
	ssize_t got;

	pthread_cleanup_push(clean_up, NULL);
	got = read(ends[0], &byte, 1);
	pthread_cleanup_pop(0);
	return got == 1 ? unused : &cleaned;
}

int main(void)
{
	pthread_t thread;
	void *result;
	int times = 0;

	if (pipe(ends) < 0 || sem_init(&cleaned, 0, 0) < 0)
		return 1;
	pthread_create(&thread, NULL, take, NULL);
	if (write(ends[1], "x", 1) != 1)
		return 1;
	pthread_cancel(thread);
	sem_trywait(&cleaned);
	pthread_join(thread, &result);
	sem_getvalue(&cleaned, &times);
	return result == PTHREAD_CANCELED && times == 0;
}
