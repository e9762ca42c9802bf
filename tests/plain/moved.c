/*
 * mremap: a shared mapping that has moved, grown or shrunk holds what it held, and what two do to
 * it is seen there. The word says which.
 */
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096 };

static int *map(size_t length)
{
	int memory = memfd_create("memory", 0);

	if (memory < 0 || ftruncate(memory, 4 * PAGE) < 0)
		_exit(2);
	return mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
}

static int *change(int *number, const char *how)
{
	void *other = map(PAGE); /* so that there is no room behind */

	if (strcmp(how, "grown") == 0)
		return mremap(number, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
	if (strcmp(how, "shrunk") == 0)
		return mremap(number, 2 * PAGE, PAGE, 0);
	if (strcmp(how, "fixed") == 0)
		return mremap(number, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, other);
	return number;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "grown";
	int *number = map(strcmp(how, "shrunk") == 0 ? 2 * PAGE : PAGE);
	int place = strcmp(how, "grown") == 0 ? PAGE / sizeof(int) : 0;

	number[1] = 7;
	number = change(number, how);
	if (number == MAP_FAILED || number[1] != 7)
		return 2;
	if (strcmp(how, "refused") == 0 &&
	    mremap(number, PAGE, 64 * PAGE, MREMAP_FIXED, number) != MAP_FAILED)
		return 2;
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			++*(volatile int *)&number[place];
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
	return number[place] != 2;
}
