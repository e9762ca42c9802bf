/* Two processes read a byte each of a file that nobody writes, by one descriptor: 0 in order. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int file = open(argc ? argv[0] : "", O_RDONLY), status;
	unsigned char byte;
	pid_t first = 0;

	if (lseek(file, 1, SEEK_SET) != 1) /* "ELF" */
		return 9;
	for (int i = 0; i < 2; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(read(file, &byte, 1) == 1 ? byte : 0);
		first = i == 0 ? pid : first;
	}
	waitpid(first, &status, 0);
	wait(NULL);
	return WEXITSTATUS(status) == 'E' ? 0 : 1;
}
