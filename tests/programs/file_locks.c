/* Two processes add to a number in a file under a lock: flock, lockf, or an fcntl range (argv[1]).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 3 };

static void range(int fd, int command, short type)
{
	struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = 0, .l_len = 8};

	if (fcntl(fd, command, &lock) != 0)
		_exit(2);
}

static void lock(int fd, const char *kind)
{
	if (strcmp(kind, "flock") == 0)
		flock(fd, LOCK_EX);
	else if (strcmp(kind, "lockf") == 0)
		lseek(fd, 0, SEEK_SET), lockf(fd, F_LOCK, 0);
	else
		range(fd, kind[0] == 'o' ? F_OFD_SETLKW : F_SETLKW, F_WRLCK);
}

static void unlock(int fd, const char *kind)
{
	if (strcmp(kind, "flock") == 0)
		flock(fd, LOCK_UN);
	else if (strcmp(kind, "lockf") == 0)
		lseek(fd, 0, SEEK_SET), lockf(fd, F_ULOCK, 0);
	else
		range(fd, kind[0] == 'o' ? F_OFD_SETLK : F_SETLK, F_UNLCK);
}

static void add(int fd, const char *kind)
{
	for (int i = 0; i < ROUNDS; i++) {
		char text[8] = "";

		lock(fd, kind);
		lseek(fd, 0, SEEK_SET);
		if (read(fd, text, sizeof(text) - 1) < 0)
			_exit(2);
		lseek(fd, 0, SEEK_SET);
		dprintf(fd, "%d", atoi(text) + 1);
		unlock(fd, kind);
	}
}

int main(int argc, char *argv[])
{
	const char *kind = argc > 1 ? argv[1] : "flock";
	char name[] = "/tmp/file-locks-XXXXXX", text[8] = "";
	int fd = mkstemp(name);

	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			add(open(name, O_RDWR), kind);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
	unlink(name);
	if (pread(fd, text, sizeof(text) - 1, 0) < 0)
		return 2;
	printf("%s\n", text);
	return atoi(text) != 2 * ROUNDS;
}
