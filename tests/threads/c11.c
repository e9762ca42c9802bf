/* The threads of C11: two of them hand a number to and fro. */
#include <threads.h>

static mtx_t mutex;
static cnd_t changed;
static int turn, sum;

static int take_turns(void *number)
{
	int self = (int)(long)number;

	mtx_lock(&mutex);
	while (turn != self)
		cnd_wait(&changed, &mutex);
	sum += self + 1;
	turn = 1 - self;
	cnd_broadcast(&changed);
	mtx_unlock(&mutex);
	return self + 1;
}

int main(void)
{
	thrd_t threads[2];
	int results[2] = {0};

	mtx_init(&mutex, mtx_plain);
	cnd_init(&changed);
	for (long i = 0; i < 2; i++)
		thrd_create(&threads[i], take_turns, (void *)i);
	for (int i = 0; i < 2; i++)
		thrd_join(threads[i], &results[i]);
	return sum != 3 || results[0] != 1 || results[1] != 2;
}
