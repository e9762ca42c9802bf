/* Two threads store to two bit-fields of one int: each store writes both. gcc's hooks say of one.
 */
#include <pthread.h>

static struct {
	unsigned first : 4, second : 4;
} fields;

static void *set(void *is_first)
{
	if (is_first)
		fields.first = 1;
	else
		fields.second = 1;
	return NULL;
}

int main(void)
{
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, set, threads);
	pthread_create(&threads[1], NULL, set, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return fields.first + fields.second != 2;
}
