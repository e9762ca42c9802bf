/*
 * Two threads read under a read-write lock, and then want to write. "hold": each keeps its read
 * lock and waits for the other's; else it gives it back, and has to look again.
 */
#include <pthread.h>
#include <string.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int made, holds;

static void *make_once(void *unused)
{
	int is_made;

	pthread_rwlock_rdlock(&lock);
	is_made = made;
	if (!holds)
		pthread_rwlock_unlock(&lock);
	if (!is_made) {
		pthread_rwlock_wrlock(&lock);
		if (!made)
			made++;
		pthread_rwlock_unlock(&lock);
	} else if (holds) {
		pthread_rwlock_unlock(&lock);
	}
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	holds = argc > 1 && strcmp(argv[1], "hold") == 0;
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, make_once, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return made != 1;
}
