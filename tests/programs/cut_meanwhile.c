/*
 * A file is cut off under a mapping, and made as long again. A child that loads meanwhile is killed
 * in the middle of its step.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 4096 };

int main(void)
{
	int file = open("cut", O_RDWR | O_CREAT, 0600), status;
	volatile int *mapped;

	if (file < 0 || ftruncate(file, SIZE) < 0)
		return EXIT_FAILURE;
	mapped = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (fork() == 0)
		_exit(mapped[0]);
	if (ftruncate(file, 0) < 0 || ftruncate(file, SIZE) < 0)
		return EXIT_FAILURE;
	wait(&status);
	unlink("cut");
	return !WIFEXITED(status);
}
