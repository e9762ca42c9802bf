/*
 * Instructions with two operands in shared memory, and one that may or may not store, against
 * another process's stores: "move" (movs), "compare" (cmps; status 1: they were different), "push"
 * (to a stack there), "exchange" (cmpxchg: both have won), "locked" (none has, or both).
 */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FAR = 25 };

static volatile int *shared;

static int move(void)
{
	const volatile int *from = shared;
	volatile int *to = shared + FAR;

	__asm__ volatile("movsl" : "+S"(from), "+D"(to) : : "memory");
	return 0;
}

static int compare(void)
{
	const volatile int *a = shared, *b = shared + FAR;
	unsigned char differ;

	__asm__ volatile("cmpsl; setne %0" : "=q"(differ), "+S"(a), "+D"(b) : : "memory", "cc");
	return differ;
}

static int push(void)
{
	long pushed;

	__asm__ volatile("mov %%rsp, %%rdx; lea 512(%1), %%rsp; push (%1); pop %0; mov %%rdx, %%rsp"
			 : "=&r"(pushed)
			 : "r"(shared)
			 : "rdx", "memory");
	return (int)pushed;
}

/* From 0 to 1. */
static int exchange(void)
{
	unsigned char won;
	int old = 0;

	__asm__ volatile("cmpxchg %3, %1; sete %0"
			 : "=q"(won), "+m"(*shared), "+a"(old)
			 : "r"(1)
			 : "cc", "memory");
	return won;
}

static int locked(void)
{
	unsigned char won;
	int old = 0;

	__asm__ volatile("lock cmpxchg %3, %1; sete %0"
			 : "=q"(won), "+m"(*shared), "+a"(old)
			 : "r"(1)
			 : "cc", "memory");
	return won;
}

static int store(void)
{
	shared[0] = 1;
	return 0;
}

static int store_both(void)
{
	shared[0] = 1;
	shared[FAR] = 1;
	return 0;
}

static const struct {
	const char *name;
	int (*one)(void), (*other)(void);
	int wanted; /* sum of what they return */
} ways[] = {{"move", move, store, 0},
	    {"compare", compare, store_both, 0},
	    {"push", push, store, 0},
	    {"exchange", exchange, exchange, 1},
	    {"locked", locked, locked, 1}};

static int run(int one(void), int other(void))
{
	int status, sum = 0;

	if (fork() == 0)
		_exit(one());
	if (fork() == 0)
		_exit(other());
	while (wait(&status) > 0)
		sum += WIFEXITED(status) ? WEXITSTATUS(status) : 99;
	return sum;
}

int main(int argc, char **argv)
{
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (unsigned i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (argc > 1 && strcmp(ways[i].name, argv[1]) == 0)
			return run(ways[i].one, ways[i].other) != ways[i].wanted;
	}
	return 9;
}
