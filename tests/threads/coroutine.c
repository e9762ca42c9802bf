/*
 * A thread adds to a number on a stack of the program's own making (makecontext(3)), the first one
 * on its usual one: what lies above that stack is not the thread's, and need not be there. Ends
 * with 1 when one of both is lost.
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

enum { SIZE = 1 << 16 };

static volatile int number;
static ucontext_t back, there;

static void add(void)
{
	number = number + 1;
}

static void *run(void *unused)
{
	char *stack = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	getcontext(&there);
	there.uc_stack.ss_sp = stack;
	there.uc_stack.ss_size = SIZE;
	there.uc_link = &back;
	makecontext(&there, add, 0);
	swapcontext(&back, &there);
	return unused;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, run, NULL);
	add();
	pthread_join(thread, NULL);
	return number != 2;
}
