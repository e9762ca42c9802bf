/*
 * Two processes append to a file, each through an opening of its own: go to the end, write. Where
 * the end is may have changed before the write. Status 0: nothing was written over.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void append(int inherited)
{
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", inherited);
	fd = open(path, O_WRONLY);
	for (int i = 0; i < 2; i++) {
		lseek(fd, 0, SEEK_END);
		if (write(fd, "ab", 2) != 2)
			_exit(1);
	}
	_exit(0);
}

int main(void)
{
	char path[] = "/tmp/ipcstage-test-XXXXXX";
	int file = mkstemp(path);
	struct stat after;

	unlink(path);
	for (int i = 0; i < 2; i++)
		if (fork() == 0)
			append(file);
	wait(NULL);
	wait(NULL);
	return fstat(file, &after) < 0 || after.st_size != 8;
}
