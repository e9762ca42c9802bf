/* Three philosophers eat once each: "naive" all take the left fork first, else the lower one. */
#include <pthread.h>
#include <string.h>

enum { SEATS = 3 };

static pthread_mutex_t forks[SEATS];
static int naive;

static void *dine(void *seat)
{
	int number = (int)(long)seat, left = number, right = (number + 1) % SEATS;
	int first = !naive && right < left ? right : left;

	pthread_mutex_lock(&forks[first]);
	pthread_mutex_lock(&forks[left + right - first]);
	pthread_mutex_unlock(&forks[left + right - first]);
	pthread_mutex_unlock(&forks[first]);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[SEATS];

	naive = argc > 1 && strcmp(argv[1], "naive") == 0;
	for (int i = 0; i < SEATS; i++)
		pthread_mutex_init(&forks[i], NULL);
	for (long i = 0; i < SEATS; i++)
		pthread_create(&threads[i], NULL, dine, (void *)i);
	for (int i = 0; i < SEATS; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
