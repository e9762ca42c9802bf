/*
 * A ring of two places between a producer and a consumer of two items: semaphores count what is in
 * it and what has room. "inside": they are waited for with the mutex taken, which nobody can give.
 */
#include <pthread.h>
#include <semaphore.h>
#include <string.h>

enum { PLACES = 2, ITEMS = 2 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t items, room;
static int ring[PLACES], count, is_inside;

static void enter(sem_t *what)
{
	if (!is_inside)
		sem_wait(what);
	pthread_mutex_lock(&mutex);
	if (is_inside)
		sem_wait(what);
}

static void leave(sem_t *what)
{
	pthread_mutex_unlock(&mutex);
	sem_post(what);
}

static void *produce(void *unused)
{
	for (int i = 0; i < ITEMS; i++) {
		enter(&room);
		ring[i % PLACES] = i + 1;
		count++;
		leave(&items);
	}
	return unused;
}

static void *consume(void *sum)
{
	for (int i = 0; i < ITEMS; i++) {
		enter(&items);
		*(int *)sum += ring[i % PLACES];
		count--;
		leave(&room);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];
	int sum = 0;

	is_inside = argc > 1 && strcmp(argv[1], "inside") == 0;
	sem_init(&items, 0, 0);
	sem_init(&room, 0, PLACES);
	pthread_create(&threads[0], NULL, produce, NULL);
	pthread_create(&threads[1], NULL, consume, &sum);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return sum != 3 || count != 0;
}
