/* A mapping that is longer than its file, from the first or since the file was cut off. */
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096 };

int main(int count, char *arguments[])
{
	int file = memfd_create("short", 0), ends[2], status;
	char *shared;

	(void)arguments;
	if (file < 0 || pipe(ends) < 0 || ftruncate(file, count > 1 ? 3 * PAGE : 100) < 0)
		return 1;
	shared = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	shared[0] = 1;
	if (fork() == 0) {
		char byte;

		if (count > 1 && ftruncate(file, 0) < 0)
			_exit(1);
		_exit(read(ends[0], &byte, 1) != 1);
	}
	if (write(ends[1], "x", 1) != 1)
		return 1;
	wait(&status);
	return status != 0;
}
