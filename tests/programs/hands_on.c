/*
 * One process reads more of a file than a record has room for, hands it on through a pipe and ends.
 * Another one writes into the file meanwhile, twice, behind what the record shows. Status: how
 * often it had written by then.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LENGTH = 40, CHANGED = 30 };

int main(void)
{
	char bytes[LENGTH];
	int file = open("/tmp", O_RDWR | O_TMPFILE, 0600), ends[2];

	memset(bytes, 'a', sizeof(bytes));
	if (pipe(ends) < 0 || write(file, bytes, sizeof(bytes)) != LENGTH)
		return 9;
	if (fork() == 0) {
		if (pread(file, bytes, sizeof(bytes), 0) != LENGTH)
			_exit(9);
		_exit(write(ends[1], bytes, sizeof(bytes)) != LENGTH);
	}
	if (fork() == 0) {
		for (const char *at = "bc"; *at; at++) {
			if (pwrite(file, at, 1, CHANGED) != 1)
				_exit(9);
		}
		_exit(0);
	}
	wait(NULL);
	wait(NULL);
	if (read(ends[0], bytes, sizeof(bytes)) != LENGTH)
		return 9;
	return bytes[CHANGED] - 'a';
}
