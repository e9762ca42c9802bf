/*
 * Asks whether a file is locked, which a child does and takes back: by lockf; by fcntl, "process"
 * and "opening". The status is 1 when it was locked.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int is_locked(int fd, const char *how)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (strcmp(how, "") == 0)
		return lockf(fd, F_TEST, 0) < 0;
	fcntl(fd, strcmp(how, "opening") ? F_GETLK : F_OFD_GETLK, &lock);
	return lock.l_type != F_UNLCK;
}

int main(int argc, char *argv[])
{
	int fd = open("locked", O_RDWR | O_CREAT, 0600), was;

	unlink("locked");
	if (fork() == 0)
		_exit(lockf(fd, F_LOCK, 0) < 0 || lockf(fd, F_ULOCK, 0) < 0);
	was = is_locked(fd, argc > 1 ? argv[1] : "");
	wait(NULL);
	return was;
}
