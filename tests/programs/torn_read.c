/*
 * The C library reads shared memory in the program's stead: torn_read HOW. What is read while
 * another process writes there may be some of the new and some of the old: 1; all of it is 0.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SIZE = 16, LENGTH = SIZE - 1 };

static char *shared;
static volatile size_t size = SIZE;
static char got[4 * SIZE];
static FILE *file; /* a file in memory: `got` */

static int is(const char *how, const char *what)
{
	return strcmp(how, what) == 0;
}

__attribute__((format(printf, 2, 3))) static void say(const char *how, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	if (is(how, "vsnprintf"))
		vsnprintf(got, sizeof(got), format, list);
	else
		vfprintf(file, format, list);
	va_end(list);
}

static void print_by(const char *how)
{
	if (is(how, "fputs"))
		fputs(shared, file);
	else if (is(how, "fwrite"))
		fwrite(shared, 1, size, file);
	else if (is(how, "fprintf"))
		fprintf(file, "%.15s", shared);
	else if (is(how, "snprintf"))
		snprintf(got, sizeof(got), "%s", shared);
	else
		say(how, "%s", shared);
}

/* Numbers come before and behind it, in registers and past them. */
static void print_among_numbers(void)
{
	const char *format = "%*d%.1f%Lf%s%.*s%c %d %ld %.1f";
	char wanted[4 * SIZE], text[SIZE];

	fprintf(file, format, 3, 1, 0.5, 2.0L, shared, 2, "abc", 'c', 4, 5L, 1.5);
	fflush(file);
	memcpy(text, got + strlen("  10.52.000000"), LENGTH);
	text[LENGTH] = '\0';
	snprintf(wanted, sizeof(wanted), format, 3, 1, 0.5, 2.0L, text, 2, "abc", 'c', 4, 5L, 1.5);
	if (strcmp(wanted, got) != 0)
		exit(2);
	memcpy(got, text, SIZE);
}

static void read_by(const char *how)
{
	char *copy = NULL;

	if (is(how, "strdup"))
		copy = strdup(shared);
	else if (is(how, "strndup"))
		copy = strndup(shared, size);
	else if (is(how, "strncpy"))
		strncpy(got, shared, size);
	else if (is(how, "asprintf") && asprintf(&copy, "%.15s", shared) != LENGTH)
		exit(3);
	else if (is(how, "numbers"))
		print_among_numbers();
	else if (!copy)
		print_by(how);
	if (copy)
		strcpy(got, copy);
	free(copy);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "fputs";
	char bytes[SIZE];

	shared = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	file = fmemopen(got, sizeof(got), "w");
	if (!file)
		return 4;
	memset(shared, 'o', LENGTH);
	memset(bytes, 'n', LENGTH);
	bytes[LENGTH] = '\0';
	if (fork() == 0) {
		strcpy(shared, bytes);
		_exit(0);
	}
	read_by(how);
	fflush(file);
	wait(NULL);
	return got[0] != got[LENGTH - 1];
}
