/* Two threads add to a counter, twice each: plainly, or under what the argument says. */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static int counter;
static atomic_int safe;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_spinlock_t spin;
static const char *how;

static void *add(void *unused)
{
	for (int i = 0; i < 2; i++) {
		if (strcmp(how, "mutex") == 0)
			pthread_mutex_lock(&mutex);
		if (strcmp(how, "spin") == 0)
			pthread_spin_lock(&spin);
		if (strcmp(how, "atomic") == 0)
			safe++;
		else
			counter++;
		if (strcmp(how, "mutex") == 0)
			pthread_mutex_unlock(&mutex);
		if (strcmp(how, "spin") == 0)
			pthread_spin_unlock(&spin);
	}
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "";
	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, add, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return counter + safe != 4;
}
