/*
 * Two processes each read a line of a file whose position they share, and end by exit(3): it puts
 * the position back to where the reader has come to. Opened before the fork, or written by the
 * parent first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	FILE *out = fopen("reads_on_exit.txt", "w"), *in;
	int status, missed = 0;
	char line[16];

	fputs("1\n2\n3\n", out);
	fclose(out);
	in = fopen("reads_on_exit.txt", "r");
	for (int i = 0; i < 2; i++) {
		if (fork() > 0)
			continue;
		status = fgets(line, sizeof(line), in) == NULL;
		if (argc > 1 && strcmp(argv[1], "at-once") == 0)
			_exit(status);
		exit(status);
	}
	while (wait(&status) > 0)
		missed |= status != 0;
	return missed;
}
