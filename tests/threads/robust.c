/*
 * A thread ends with a mutex taken. A robust one tells the next who takes it, who makes good what
 * was half done; "plain": whoever comes next waits for ever. "tries": who finds it taken goes
 * without, which is until the thread has ended (status 1).
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>

static pthread_mutex_t mutex;
static int left, right, tries;

static void *die(void *unused)
{
	pthread_mutex_lock(&mutex);
	left++;
	return unused;
}

static void *change(void *unused)
{
	int error = tries ? pthread_mutex_trylock(&mutex) : pthread_mutex_lock(&mutex);

	if (error == EBUSY)
		return unused;
	if (error == EOWNERDEAD) {
		right = left;
		pthread_mutex_consistent(&mutex);
	}
	left++;
	right++;
	pthread_mutex_unlock(&mutex);
	return unused;
}

int main(int argc, char **argv)
{
	int is_plain = argc > 1 && strcmp(argv[1], "plain") == 0;
	pthread_mutexattr_t attributes;
	pthread_t threads[2];

	tries = argc > 1 && strcmp(argv[1], "tries") == 0;
	pthread_mutexattr_init(&attributes);
	if (!is_plain)
		pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&mutex, &attributes);
	pthread_create(&threads[0], NULL, die, NULL);
	pthread_create(&threads[1], NULL, change, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return pthread_mutex_lock(&mutex) == EOWNERDEAD ? left != 2 : left != right;
}
