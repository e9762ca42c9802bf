/*
 * Two processes set the position in a file that they share, and read or ("write") write a byte
 * there: what each finds hangs on who moved it last.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int read_at(int fd, off_t at)
{
	char byte;

	lseek(fd, at, SEEK_SET);
	return read(fd, &byte, 1) == 1 ? byte - 'a' : 9;
}

static void write_at(int fd, off_t at, char byte)
{
	lseek(fd, at, SEEK_SET);
	if (write(fd, &byte, 1) != 1)
		exit(9);
}

/* How long it is, and where the parent's byte came to lie. */
static int written(int fd)
{
	char bytes[8];
	int length = (int)pread(fd, bytes, sizeof(bytes), 0), at = length;

	while (at > 0 && bytes[--at] != 'P')
		continue;
	return length * 8 + at;
}

int main(int argc, char *argv[])
{
	int fd = open("shared", O_RDWR | O_CREAT, 0600), status, got = 0;

	(void)argv;
	unlink("shared");
	if (argc == 1 && write(fd, "abcdefgh", 8) != 8)
		return 9;
	if (fork() == 0) {
		if (argc == 1)
			exit(read_at(fd, 4));
		write_at(fd, 4, 'C');
		exit(0);
	}
	if (argc == 1)
		got = read_at(fd, 0);
	else
		write_at(fd, 0, 'P');
	wait(&status);
	return argc == 1 ? got * 8 + WEXITSTATUS(status) : written(fd);
}
