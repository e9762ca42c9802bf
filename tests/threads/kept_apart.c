/*
 * Two threads take a number each, and keep it where the argument says, in no register and in no
 * other place of memory: in what a thread has for itself, or leaves behind. What they do after that
 * is the same for both orders, until the numbers are looked at. Ends with 0 when the first thread
 * has come first both times.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

static atomic_int numbers, steps;
static pthread_key_t key;
static tss_t c11_key;
static _Thread_local int own;
static const char *where;
static int *elsewhere[2]; /* on the first thread's stack, or on the heap */
static int found[2], came_second[2];

static void keep(intptr_t number, int thread)
{
	if (!strcmp(where, "specific"))
		pthread_setspecific(key, (void *)(number + 1));
	if (!strcmp(where, "c11"))
		tss_set(c11_key, (void *)(number + 1));
	if (!strcmp(where, "local"))
		own = (int)number;
	if (!strcmp(where, "errno"))
		errno = (int)number;
	if (!strcmp(where, "cancel"))
		pthread_setcancelstate(number ? PTHREAD_CANCEL_DISABLE : PTHREAD_CANCEL_ENABLE,
				       NULL);
	if (!strcmp(where, "stack") || !strcmp(where, "heap"))
		*elsewhere[thread] = (int)number;
}

static int kept(int thread)
{
	int state;

	if (!strcmp(where, "specific"))
		return (int)(intptr_t)pthread_getspecific(key) - 1;
	if (!strcmp(where, "c11"))
		return (int)(intptr_t)tss_get(c11_key) - 1;
	if (!strcmp(where, "local"))
		return own;
	if (!strcmp(where, "errno"))
		return errno;
	if (!strcmp(where, "cancel")) {
		pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
		return state == PTHREAD_CANCEL_DISABLE;
	}
	return *elsewhere[thread];
}

/* Nothing of the number is left in the frame of who calls it. */
static void keep_one(int thread)
{
	keep(atomic_fetch_add(&numbers, 1), thread);
}

static void *run(void *argument)
{
	int thread = (int)(intptr_t)argument;

	if (!strcmp(where, "result") || !strcmp(where, "exit"))
		steps++;
	if (!strcmp(where, "result"))
		return (void *)(intptr_t)atomic_fetch_add(&numbers, 1);
	if (!strcmp(where, "exit"))
		pthread_exit((void *)(intptr_t)atomic_fetch_add(&numbers, 1));
	keep_one(thread);
	came_second[thread] = atomic_fetch_add(&steps, 1);
	found[thread] = kept(thread);
	return NULL;
}

static void *step(void *unused)
{
	steps++;
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2], third;
	int ours[2], leaves;
	void *left;

	where = argc > 1 ? argv[1] : "local";
	leaves = !strcmp(where, "result") || !strcmp(where, "exit");
	pthread_key_create(&key, NULL);
	tss_create(&c11_key, NULL);
	for (int i = 0; i < 2; i++)
		elsewhere[i] = strcmp(where, "heap") ? &ours[i] : malloc(sizeof(int));
	for (intptr_t i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, run, (void *)i);
	if (leaves) {
		pthread_create(&third, NULL, step, NULL);
		pthread_join(third, NULL);
	}
	for (int i = 0; i < 2; i++) {
		pthread_join(threads[i], &left);
		if (leaves)
			found[i] = (int)(intptr_t)left;
	}
	return found[0] + 2 * came_second[0];
}
