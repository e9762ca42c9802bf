/*
 * Two readers of a file both want to write: fcntl(2) refuses whoever comes second with EDEADLK, as
 * each would wait for the other. "again": who is refused lets go and begins anew. "circle": three
 * have a byte each and want the next one's.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[] = "/tmp/ipcstage-test-XXXXXX";
static int file;

static int lock(short type, off_t first)
{
	struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = first, .l_len = 1};

	return fcntl(file, F_SETLKW, &lock);
}

static int upgrade(int again)
{
	int refused;

	lock(F_RDLCK, 0);
	while ((refused = lock(F_WRLCK, 0) < 0 && errno == EDEADLK) && again) {
		lock(F_UNLCK, 0);
		lock(F_RDLCK, 0);
	}
	lock(F_UNLCK, 0);
	return refused;
}

static int take_two(int number)
{
	int refused;

	lock(F_WRLCK, number);
	refused = lock(F_WRLCK, (number + 1) % 3) < 0 && errno == EDEADLK;
	lock(F_UNLCK, (number + 1) % 3);
	lock(F_UNLCK, number);
	return refused;
}

int main(int argc, char **argv)
{
	int circle = argc > 1 && strcmp(argv[1], "circle") == 0;
	int again = argc > 1 && strcmp(argv[1], "again") == 0;
	int refused = 0, status;
	pid_t children[3];

	file = mkstemp(path);
	unlink(path);
	for (int i = 0; i < 2 + circle; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(circle ? take_two(i) : upgrade(again));
	}
	for (int i = 0; i < 2 + circle; i++) {
		waitpid(children[i], &status, 0);
		refused += WEXITSTATUS(status);
	}
	return refused;
}
