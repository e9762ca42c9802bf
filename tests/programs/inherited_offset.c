/* fork shares an opening of a file: what the child reads, the parent does not read again. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	FILE *unnamed = tmpfile();
	int fd = fileno(unnamed);
	char text[8] = "";

	if (write(fd, "abcdef", 6) != 6 || lseek(fd, 0, SEEK_SET) != 0)
		return 2;
	if (fork() == 0)
		return read(fd, text, 3) != 3;
	wait(NULL);
	if (read(fd, text, 7) != 3)
		return 1;
	printf("the parent reads %s\n", text);
	return strcmp(text, "def") != 0;
}
