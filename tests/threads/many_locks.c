/* One has many robust mutexes and the other only the last of them: that is what keeps them apart.
 * Both end without giving one back. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

enum { MOST = 40 };

static pthread_mutex_t mutexes[MOST];
static int count = 7, value;

static void *add(void *from)
{
	for (int i = *(int *)from; i < count; i++) {
		if (pthread_mutex_lock(&mutexes[i]) == EOWNERDEAD)
			pthread_mutex_consistent(&mutexes[i]);
	}
	value++;
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_mutexattr_t robust;
	int from[2] = {0};
	pthread_t threads[2];

	if (argc > 1)
		count = atoi(argv[1]);
	from[1] = count - 1;
	pthread_mutexattr_init(&robust);
	pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
	for (int i = 0; i < count; i++)
		pthread_mutex_init(&mutexes[i], &robust);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, add, &from[i]);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return value != 2;
}
