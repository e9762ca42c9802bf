/*
 * A lock of one flag. "look": whoever finds it free takes it, and both may; "set": to look and to
 * take it is one operation; "pthread": the library's. "set" and "look" give up after a few times.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { TIMES = 2 };

static atomic_int flag;
static pthread_spinlock_t spin;
static int counter;
static atomic_int entries;
static const char *how;

static int try_to_lock(void)
{
	if (strcmp(how, "pthread") == 0)
		return pthread_spin_trylock(&spin) == 0;
	if (strcmp(how, "set") == 0)
		return atomic_exchange(&flag, 1) == 0;
	if (flag)
		return 0;
	flag = 1;
	return 1;
}

static void *add(void *unused)
{
	int tries = 0;

	while (!try_to_lock()) {
		if (++tries == TIMES)
			return unused;
	}
	counter++;
	entries++;
	if (strcmp(how, "pthread") == 0)
		pthread_spin_unlock(&spin);
	else
		flag = 0;
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	how = argc > 1 ? argv[1] : "pthread";
	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, add, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return counter != entries;
}
