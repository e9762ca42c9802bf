/*
 * No bytes of an empty pipe are there at once: nobody waits for them.
 */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int ends[2], status;
	char byte;

	if (pipe(ends) < 0)
		return 1;
	if (fork() == 0)
		_exit(read(ends[0], &byte, 0) != 0 || write(ends[1], "x", 1) != 1);
	wait(&status);
	return status != 0 || read(ends[0], &byte, 1) != 1;
}
