/*
 * Uses the descriptors that nobody else would: 200 to 203, by dup2(2). What was there before, here
 * and in a child, is nothing to it.
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIRST = 200, LAST = 203 };

int main(int argc, char **argv)
{
	char byte = 0;
	int ends[2];

	if (argc > 1)
		return puts("again, in a new image") < 0;
	if (pipe(ends) < 0)
		return 1;
	for (int fd = FIRST; fd <= LAST; fd++) {
		if (dup2(ends[1], fd) != fd || write(fd, "x", 1) != 1)
			return 2;
	}
	if (fork() == 0) {
		if (dup2(ends[1], FIRST + 1) != FIRST + 1 || write(FIRST + 1, "y", 1) != 1)
			return 3;
		execl("/proc/self/exe", argv[0], "again", NULL);
		return 4;
	}
	wait(NULL);
	for (int fd = FIRST; fd <= LAST; fd++) {
		if (read(ends[0], &byte, 1) != 1 || byte != 'x' || close(fd) < 0)
			return 5;
	}
	return read(ends[0], &byte, 1) != 1 || byte != 'y';
}
