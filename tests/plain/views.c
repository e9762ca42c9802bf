/*
 * A page of a file that is mapped twice: a process adds by one view, the other by the other.
 * "moved": where one process adds, another mapping has been in its place before; "after": what
 * nobody else can reach any more is read many times.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096 };

static int *view(int file)
{
	return mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "twice";
	int file = memfd_create("page", 0), sum = 0;
	int *views[2];

	if (ftruncate(file, PAGE) != 0)
		return 2;
	if (strcmp(how, "moved") == 0) {
		views[0] = view(file);
		views[0][5] = 1;
		munmap(views[0], PAGE);
	}
	views[0] = view(file);
	views[1] = view(file);
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			++*views[i];
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
	if (strcmp(how, "after") == 0) {
		for (int i = 0; i < 3000; i++)
			sum += views[0][i % (PAGE / sizeof(int))];
		if (sum != 3 * *views[0])
			return 3;
	}
	return *views[1] != 2;
}
