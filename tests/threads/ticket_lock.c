/*
 * Whoever comes draws a ticket, and waits until it is served: turns are as the tickets. "plain":
 * the tickets are drawn by a load and a store, and two may have the same.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

static atomic_int next, serving;
static int plain_next, counter, is_plain;

static int draw(void)
{
	int ticket;

	if (!is_plain)
		return next++;
	ticket = plain_next;
	plain_next = ticket + 1;
	return ticket;
}

static void *add(void *unused)
{
	int ticket = draw();

	while (serving != ticket)
		sched_yield();
	counter++;
	serving++;
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	is_plain = argc > 1 && strcmp(argv[1], "plain") == 0;
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, add, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return counter != 2;
}
