/* A child writes lines into a file through stdio, its parent reads them: fopen, fseek, append. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	char name[] = "/tmp/stdio-file-XXXXXX", line[32] = "";
	int fd = mkstemp(name), lines = 0;
	FILE *file;

	close(fd);
	if (fork() == 0) {
		file = fopen(name, "a");
		fprintf(file, "first\nsecond\n");
		return fclose(file);
	}
	wait(NULL);
	file = fopen(name, "r+");
	while (fgets(line, sizeof(line), file))
		lines++;
	rewind(file);
	if (!fgets(line, sizeof(line), file))
		return 1;
	fclose(file);
	unlink(name);
	printf("%d lines, the first is %s", lines, line);
	return lines != 2;
}
