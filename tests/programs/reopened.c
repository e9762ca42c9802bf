/*
 * freopen(3) of standard streams: two children write into one file by their stdout, which their
 * parent reads by its stdin. What was printed before stays where it was.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[] = "/tmp/ipcstage-test-XXXXXX";

static int append(char letter)
{
	if (!freopen(path, "a", stdout))
		return 2;
	printf("%c", letter);
	return ferror(stdout) ? 3 : 0;
}

static int look(char first)
{
	char text[8] = "";

	if (!freopen(path, "r", stdin) || !fgets(text, sizeof(text), stdin))
		return 4;
	if (fgetc(stdin) != EOF || !feof(stdin))
		return 5;
	if (freopen("/nonexistent/x", "r", stdin))
		return 6;
	printf("it has %s\n", text);
	return text[0] != first || strlen(text) != 2;
}

int main(void)
{
	int fd = mkstemp(path);
	int status;

	if (fd < 0)
		return 2;
	close(fd);
	printf("before\n");
	for (int i = 0; i < 2; i++) {
		if (fork() == 0)
			exit(append((char)('A' + i)));
	}
	while (wait(&status) > 0) {
		if (status)
			return 7;
	}
	status = look('A');
	unlink(path);
	return status;
}
