/*
 * Loads of shared memory in a loop, with another process alive that could reach it: by a move, or
 * by an instruction on vectors ("vector"), which only the processor can do. Built with the memory
 * hooks and without; run by plain.c.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

typedef float vector __attribute__((vector_size(16)));

static float load(const volatile vector *shared, int is_vector, int count)
{
	float sum = 0;

	for (int i = 0; i < count; i++)
		sum += is_vector ? (*shared)[0] : *(const volatile float *)shared;
	return sum;
}

static int load_moves(const volatile int *shared, int count)
{
	int sum = 0;

	for (int i = 0; i < count; i++)
		sum += *shared;
	return sum;
}

int main(int argc, char **argv)
{
	int count = argc > 2 ? atoi(argv[2]) : 1, ends[2];
	int is_vector = argc > 1 && strcmp(argv[1], "vector") == 0;
	void *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char byte;

	if (pipe(ends) < 0)
		return 1;
	if (fork() == 0) { /* somebody else */
		close(ends[1]);
		_exit(read(ends[0], &byte, 1) != 0);
	}
	if (is_vector ? load(shared, 1, count) != 0 : load_moves(shared, count) != 0)
		return 1;
	close(ends[1]);
	wait(NULL);
	return 0;
}
