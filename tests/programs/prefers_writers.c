/*
 * A lock whose writers go before readers: a reader that comes back for it while a writer waits is
 * not let in again.
 */
#include <pthread.h>

static pthread_rwlock_t lock;

static void *read_twice(void *unused)
{
	pthread_rwlock_rdlock(&lock);
	pthread_rwlock_rdlock(&lock); /* unseen */
	pthread_rwlock_unlock(&lock);
	pthread_rwlock_unlock(&lock);
	return unused;
}

static void *write_once(void *unused)
{
	pthread_rwlock_wrlock(&lock);
	pthread_rwlock_unlock(&lock);
	return unused;
}

int main(void)
{
	pthread_rwlockattr_t attributes;
	pthread_t threads[2];

	pthread_rwlockattr_init(&attributes);
	pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	pthread_rwlock_init(&lock, &attributes);
	pthread_create(&threads[0], NULL, read_twice, NULL);
	pthread_create(&threads[1], NULL, write_once, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
