/*
 * Two readers and a writer: the first reader to come locks the writer out, the last one to go lets
 * it in again. "bare": they count themselves by an atomic alone, and the second one may come before
 * the first has locked anybody out.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>

static pthread_mutex_t entry = PTHREAD_MUTEX_INITIALIZER;
static sem_t room;
static atomic_int readers;
static int is_written, is_bare, met;

static void enter(void)
{
	if (!is_bare)
		pthread_mutex_lock(&entry);
	if (++readers == 1)
		sem_wait(&room);
	if (!is_bare)
		pthread_mutex_unlock(&entry);
}

static void leave(void)
{
	if (!is_bare)
		pthread_mutex_lock(&entry);
	if (--readers == 0)
		sem_post(&room);
	if (!is_bare)
		pthread_mutex_unlock(&entry);
}

static void *look(void *unused)
{
	enter();
	if (is_written)
		met = 1;
	leave();
	return unused;
}

static void *change(void *unused)
{
	sem_wait(&room);
	is_written = 1;
	is_written = 0;
	sem_post(&room);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[3];

	is_bare = argc > 1 && strcmp(argv[1], "bare") == 0;
	sem_init(&room, 0, 1);
	pthread_create(&threads[0], NULL, look, NULL);
	pthread_create(&threads[1], NULL, look, NULL);
	pthread_create(&threads[2], NULL, change, NULL);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	return met;
}
