/*
 * Processes that print: who is first, what comes between, and one that does not stop. Without an
 * argument one process, several lines in one write, and what is no text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static void put(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		abort();
}

static void as_it_comes(void)
{
	put(1, "one\ntwo\n\nthree");
	printf("a\nb\n");
	fprintf(stderr, "\033[31mred\n");
	printf("no end");
}

/* Two children of two letters each, in pieces, through a stream or past it. */
static void in_pieces(int to)
{
	for (int child = 0; child < 2; child++) {
		if (fork() > 0)
			continue;
		put(to, child ? "B" : "A");
		printf(child ? "b" : "a");
		exit(0);
	}
	while (wait(NULL) > 0)
		continue;
}

/* Both lines in one write: nothing comes between. */
static void at_once(void)
{
	if (fork() == 0) {
		put(1, "1\n2\n");
		_exit(0);
	}
	put(1, "3\n4\n");
	wait(NULL);
}

static void *say(void *text)
{
	puts(text);
	return NULL;
}

static void by_threads(void)
{
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, say, "A");
	pthread_create(&threads[1], NULL, say, "B");
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
}

/* What is in a stream when its process ends by _exit is printed by nobody. */
static void lost(void)
{
	if (fork() == 0) {
		printf("lost");
		_exit(0);
	}
	put(1, "kept\n");
	wait(NULL);
}

/* Longer than an outcome can be told, and different at its end only. */
static void at_length(void)
{
	char line[400];

	memset(line, '=', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	put(1, line);
	in_pieces(1);
}

static void for_ever(void)
{
	for (;;)
		printf("and on\n");
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (strcmp(what, "pieces") == 0)
		in_pieces(1);
	else if (strcmp(what, "copy") == 0)
		in_pieces(dup(2));
	else if (strcmp(what, "at-once") == 0)
		at_once();
	else if (strcmp(what, "threads") == 0)
		by_threads();
	else if (strcmp(what, "lost") == 0)
		lost();
	else if (strcmp(what, "long") == 0)
		at_length();
	else if (strcmp(what, "for-ever") == 0)
		for_ever();
	else
		as_it_comes();
	return 0;
}
