/*
 * How threads end: "cancel" in a wait, with its clean-up; "exit" of the process while another
 * waits; "main" before the others; "detached"; "data" with destructors that do something.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static sem_t done;
static int cleaned;
static pthread_key_t key;

static void clean(void *unused)
{
	(void)unused;
	cleaned++;
	pthread_mutex_unlock(&mutex);
}

static void *wait_for_ever(void *unused)
{
	pthread_mutex_lock(&mutex);
	pthread_cleanup_push(clean, NULL);
	for (;;)
		pthread_cond_wait(&never, &mutex);
	pthread_cleanup_pop(0);
	return unused;
}

static void *leave(void *unused)
{
	(void)unused;
	exit(3);
}

static void *tell(void *unused)
{
	sem_post(&done);
	return unused;
}

static void destroy(void *unused)
{
	(void)unused;
	sem_post(&done);
}

static void *keep(void *unused)
{
	pthread_setspecific(key, &key);
	return unused;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	pthread_t thread, other;
	void *result = NULL;

	sem_init(&done, 0, 0);
	if (strcmp(how, "cancel") == 0) {
		pthread_create(&thread, NULL, wait_for_ever, NULL);
		pthread_cancel(thread);
		pthread_join(thread, &result);
		return !(result == PTHREAD_CANCELED && pthread_mutex_trylock(&mutex) == 0);
	}
	if (strcmp(how, "exit") == 0) {
		pthread_create(&thread, NULL, wait_for_ever, NULL);
		pthread_create(&other, NULL, leave, NULL);
		pause();
	}
	if (strcmp(how, "main") == 0) {
		pthread_create(&thread, NULL, tell, NULL);
		pthread_exit(NULL);
	}
	if (strcmp(how, "detached") == 0) {
		pthread_create(&thread, NULL, tell, NULL);
		pthread_detach(thread);
		return sem_wait(&done);
	}
	pthread_key_create(&key, destroy);
	pthread_create(&thread, NULL, keep, NULL);
	pthread_join(thread, NULL);
	return sem_trywait(&done);
}
