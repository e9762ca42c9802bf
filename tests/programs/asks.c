/*
 * Processes that read what they are given: a number by scanf, lines that children share, bytes one
 * by one, until there is no more, or when poll says so.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int number(void)
{
	int n;

	printf("a number, please: ");
	fflush(stdout);
	if (scanf("%d", &n) != 1) {
		puts("none");
		return 1;
	}
	printf("twice that is %d\n", 2 * n);
	return 0;
}

/* A line, byte by byte: who shares the position may come between. */
static int line(void)
{
	char byte;
	int number = 0;

	while (read(0, &byte, 1) == 1 && byte != '\n')
		number = 10 * number + byte - '0';
	return number;
}

/* Two children share what there is; the first one's sum is printed before the second's. */
static int shared(int (*get)(void))
{
	int status, sums[2];
	pid_t children[2];

	for (int i = 0; i < 2; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(get());
	}
	for (int i = 0; i < 2; i++) {
		waitpid(children[i], &status, 0);
		sums[i] = WEXITSTATUS(status);
	}
	printf("%d %d\n", sums[0], sums[1]);
	return 0;
}

/* What comes at once. */
static int piece(void)
{
	char text[80] = "";

	return read(0, text, sizeof(text) - 1) > 0 ? atoi(text) : 99;
}

static int *sum;

/* What comes is added to what lies in shared memory, which is a load and a store. */
static int addition(void)
{
	int number = piece();

	*sum += number;
	return 0;
}

static int adds(void)
{
	sum = mmap(NULL, sizeof(*sum), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sum == MAP_FAILED || shared(addition))
		return 1;
	return *sum;
}

static int polls(int also)
{
	struct pollfd fds[2] = {{.fd = 0, .events = POLLIN}, {.fd = also, .events = POLLIN}};
	char text[80];

	poll(fds, also < 0 ? 1 : 2, -1);
	printf("%zd bytes\n", read(0, text, sizeof(text)));
	return 0;
}

/* For five seconds. */
static int in_time(void)
{
	struct pollfd fd = {.fd = 0, .events = POLLIN};

	return poll(&fd, 1, 5000) != 1;
}

static int to_the_end(void)
{
	int lines = 0, byte;

	while ((byte = getchar()) != EOF)
		lines += byte == '\n';
	printf("%d lines\n", lines);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int fds[2];

	if (strcmp(what, "lines") == 0)
		return shared(line);
	if (strcmp(what, "pieces") == 0)
		return shared(piece);
	if (strcmp(what, "adds") == 0)
		return adds();
	if (strcmp(what, "polls") == 0)
		return polls(-1);
	if (strcmp(what, "polls-two") == 0)
		return pipe(fds) < 0 ? 1 : polls(fds[0]);
	if (strcmp(what, "in-time") == 0)
		return in_time();
	if (strcmp(what, "end") == 0)
		return to_the_end();
	return number();
}
