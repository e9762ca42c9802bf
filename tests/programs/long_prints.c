/* Prints more than a record holds, in one line and in many. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	char line[3001];

	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	printf("%s\n", line);
	fflush(stdout);
	if (fork() == 0) {
		for (int i = 0; i < 100; i++)
			printf("line %d of the child\n", i);
		return 0;
	}
	wait(NULL);
	fprintf(stderr, "done\n");
	return 0;
}
