/*
 * Two threads and a stream of stdio. The argument says which: a pipe that both write their line
 * into and flush; a line that is printed in two calls, without a lock around it, with one
 * (flockfile), or by the calls that take none (putc_unlocked); what is printed while another one
 * keeps the stream to itself and waits for a mutex; whether it can be had (ftrylockfile); two
 * streams, of which each has one; all of them at once, fflush(NULL); a text in memory.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static FILE *out, *others[2];
static int got[2];
static const char *how;

static int is(const char *word)
{
	return strcmp(how, word) == 0;
}

static void put_line(long number)
{
	fputc('a' + (int)number, out);
	fputc('\n', out);
}

static void put_line_unlocked(long number)
{
	putc_unlocked('a' + (int)number, out);
	putc_unlocked('\n', out);
}

static void circle(long number)
{
	if (number) {
		pthread_mutex_lock(&mutex);
		puts("second");
		pthread_mutex_unlock(&mutex);
		return;
	}
	flockfile(stdout);
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	funlockfile(stdout);
}

static void try_it(long number)
{
	got[number] = ftrylockfile(out) == 0;
	if (got[number])
		funlockfile(out);
}

static void *run(void *argument)
{
	long number = (long)argument;

	if (is("flush")) {
		fprintf(out, "%ld", number);
		fflush(out);
	} else if (is("circle")) {
		circle(number);
	} else if (is("try")) {
		try_it(number);
	} else if (is("apart")) {
		fputc('x', others[number]);
		fflush(others[number]);
	} else if (is("all")) {
		fputc('x', others[number]);
		fflush(NULL);
	} else if (is("unlocked")) {
		put_line_unlocked(number);
	} else if (is("locked") || is("kept")) {
		flockfile(out);
		if (is("kept"))
			put_line_unlocked(number);
		else
			put_line(number);
		funlockfile(out);
	} else {
		put_line(number);
	}
	return NULL;
}

/* A pipe, of which this reads nothing until it is done. */
static FILE *open_pipe(int *from)
{
	int ends[2];

	if (pipe(ends) < 0)
		exit(2);
	*from = ends[0];
	return fdopen(ends[1], "w");
}

/* Whether the lines are whole. */
static int check(const char *text)
{
	if (is("flush"))
		return strcmp(text, "01") != 0 && strcmp(text, "10") != 0;
	return strcmp(text, "a\nb\n") != 0 && strcmp(text, "b\na\n") != 0;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];
	char text[64] = "", *memory = NULL;
	size_t size;
	int from, unused;

	how = argc > 1 ? argv[1] : "";
	out = is("memory") ? open_memstream(&memory, &size) : open_pipe(&from);
	for (int i = 0; i < 2; i++)
		others[i] = open_pipe(&unused);
	for (long i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, run, (void *)i);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	if (is("try"))
		return got[0] + got[1] != 2;
	if (is("circle") || is("apart") || is("all"))
		return 0;
	fclose(out);
	if (is("memory"))
		return check(memory);
	if (read(from, text, sizeof(text) - 1) < 0)
		return 2;
	return check(text);
}
