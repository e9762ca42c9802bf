/* Two processes meet at a FIFO: each waits in open(2) for the other; the reader reads to the end.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	const char *name = "/tmp/ipcstage-test-fifo";
	char text[16] = "";
	ssize_t length;
	int fd;

	(void)argv;
	unlink(name);
	if (mkfifo(name, 0600) != 0)
		return 2;
	if (fork() == 0) {
		fd = open(name, O_RDONLY);
		length = read(fd, text, sizeof(text) - 1);
		if (length != 5 || strcmp(text, "hello") != 0)
			return 1;
		return read(fd, text, 1) != 0; /* nobody can write any more */
	}
	if (argc > 1) { /* nobody writes: the child waits in vain */
		wait(NULL);
		return 3;
	}
	fd = open(name, O_WRONLY);
	if (write(fd, "hello", 5) != 5)
		return 2;
	close(fd);
	wait(&fd);
	unlink(name);
	return WEXITSTATUS(fd);
}
