/*
 * Two children open a file that their parent has open, and lock it: what is opened is known by
 * then, and whether it may be locked is known only when they come to it.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

static void open_and_lock(void)
{
	int file = open("known", O_RDWR);

	_exit(file < 0 || flock(file, LOCK_EX | LOCK_NB) < 0);
}

int main(void)
{
	int status, refused = 0;

	if (open("known", O_RDWR | O_CREAT, 0600) < 0)
		return EXIT_FAILURE;
	for (int i = 0; i < 2; i++) {
		if (fork() == 0)
			open_and_lock();
	}
	while (wait(&status) > 0)
		refused += WEXITSTATUS(status);
	unlink("known");
	return refused;
}
