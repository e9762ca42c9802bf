/* Which of two counters both threads add to hangs on who was faster. */
#include <pthread.h>
#include <stdatomic.h>

static int x, y, *target;
static atomic_int flag;

static void *set(void *unused)
{
	atomic_store(&flag, 1);
	return unused;
}

static void *add(void *unused)
{
	(*target)++;
	return unused;
}

int main(void)
{
	pthread_t threads[3];

	pthread_create(&threads[0], NULL, set, NULL);
	target = atomic_load(&flag) ? &y : &x;
	pthread_create(&threads[1], NULL, add, NULL);
	pthread_create(&threads[2], NULL, add, NULL);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
