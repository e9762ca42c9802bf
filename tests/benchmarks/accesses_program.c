/*
 * Loads of shared memory in a loop, with another process alive that could reach it: by a move
 * ("moves"), by an instruction on vectors ("vector") or one whose address is in a register that it
 * uses for something else as well ("multiply"), which only the processor can do, or by one that
 * accesses the stack, too ("push"). Built with the memory hooks and without; run by plain.c.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

typedef float vector __attribute__((vector_size(16)));

static int load_vectors(const volatile vector *shared, int count)
{
	float sum = 0;

	for (int i = 0; i < count; i++)
		sum += (*shared)[0];
	return sum != 0;
}

static int load_moves(const volatile int *shared, int count)
{
	int sum = 0;

	for (int i = 0; i < count; i++)
		sum += *shared;
	return sum;
}

static int multiply(const volatile int *shared, int count)
{
	long product = 0;

#if defined(__x86_64__)
	for (int i = 0; i < count; i++) {
		product = (long)shared;
		__asm__ volatile("mulq (%%rax)" : "+a"(product) : : "rdx", "cc", "memory");
	}
#endif
	return product != 0;
}

static int push(const volatile int *shared, int count)
{
	long pushed = 0;

#if defined(__x86_64__)
	for (int i = 0; i < count; i++)
		__asm__ volatile("pushq (%1); popq %0" : "=r"(pushed) : "r"(shared) : "memory");
#endif
	return pushed != 0;
}

/* Returns what there is, which is nothing. */
static int load_all(const char *how, const void *shared, int count)
{
	if (strcmp(how, "multiply") == 0)
		return multiply(shared, count);
	if (strcmp(how, "push") == 0)
		return push(shared, count);
	if (strcmp(how, "vector") == 0)
		return load_vectors(shared, count);
	return load_moves(shared, count);
}

int main(int argc, char **argv)
{
	int count = argc > 2 ? atoi(argv[2]) : 1, ends[2];
	void *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char byte;

	if (pipe(ends) < 0)
		return 1;
	if (fork() == 0) { /* somebody else */
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) != 0);
	}
	if (load_all(argc > 1 ? argv[1] : "moves", shared, count) != 0)
		return 1;
	close(ends[1]);
	wait(NULL);
	return 0;
}
