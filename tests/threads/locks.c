/* Readers and a writer; a barrier; a ticket lock of atomics that gives way. The argument says
 * which. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static atomic_int next, serving;
static int value, serial;
static const char *how;

static void *run(void *number)
{
	if (strcmp(how, "rwlock") == 0) {
		int seen;

		if (number)
			pthread_rwlock_rdlock(&lock);
		else
			pthread_rwlock_wrlock(&lock);
		seen = value;
		if (!number)
			value = seen + 1;
		pthread_rwlock_unlock(&lock);
	} else if (strcmp(how, "barrier") == 0) {
		if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
			serial++;
	} else {
		int mine = next++;

		if (serving == mine) {
			value++;
			serving++;
		}
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "";
	pthread_barrier_init(&barrier, NULL, 2);
	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, run, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	if (strcmp(how, "barrier") == 0)
		return serial != 1;
	return strcmp(how, "rwlock") == 0 ? value != 1 : value == 0;
}
