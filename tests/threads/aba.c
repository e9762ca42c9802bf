/*
 * A list of A, B: one thread takes A by a compare and exchange, while another takes A and B and
 * puts A back. The top is A again, so nobody notices that A's next has been taken. "tag": a number
 * that each change counts up goes with the top.
 */
#include <pthread.h>
#include <stdint.h>
#include <string.h>

enum { NONE, A, B, NODES };

static int next[NODES] = {[A] = B}, is_taken[NODES];
static uint32_t top = A;
static uint32_t tag;

static int pop(void)
{
	uint32_t seen = __atomic_load_n(&top, __ATOMIC_SEQ_CST);
	uint32_t wanted = (uint32_t)next[seen & 0xff] | ((seen & ~0xffu) + tag);

	if (!__atomic_compare_exchange_n(&top, &seen, wanted, 0, __ATOMIC_SEQ_CST,
					 __ATOMIC_SEQ_CST))
		return NONE;
	return (int)(seen & 0xff);
}

static void push(int node)
{
	uint32_t seen = __atomic_load_n(&top, __ATOMIC_SEQ_CST);

	next[node] = (int)(seen & 0xff);
	__atomic_store_n(&top, (uint32_t)node | ((seen & ~0xffu) + tag), __ATOMIC_SEQ_CST);
}

static void *take(void *unused)
{
	__atomic_fetch_add(&is_taken[pop()], 1, __ATOMIC_SEQ_CST);
	return unused;
}

static void *take_two(void *unused)
{
	int first = pop(), second = pop();

	__atomic_fetch_add(&is_taken[second], 1, __ATOMIC_SEQ_CST);
	if (first)
		push(first);
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	tag = argc > 1 && strcmp(argv[1], "tag") == 0 ? 0x100 : 0;
	pthread_create(&threads[0], NULL, take, NULL);
	pthread_create(&threads[1], NULL, take_two, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	while ((top & 0xff) != NONE)
		is_taken[pop()]++;
	return is_taken[A] > 1 || is_taken[B] > 1;
}
