/*
 * Both the number of entries and their length are made up, to a multiple of what few environments
 * have more of: execve(2) puts the texts on the stack and pointers to them below.
 */
#include "trace/padding.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES = 16384 };

static const char plain[] = "IPCSTAGE_PADDING=";

static size_t count_of(char *const entries[])
{
	size_t count = 0;

	while (entries && entries[count])
		count++;
	return count;
}

static size_t bytes_of(char *const entries[])
{
	size_t bytes = 0;

	for (size_t i = 0; entries && entries[i]; i++)
		bytes += strlen(entries[i]) + 1;
	return bytes;
}

/* The first takes what the others leave over. */
static void write_entries(char **entries, size_t count, char *texts, size_t longer)
{
	char *first = texts + sizeof(plain);

	memcpy(texts, plain, sizeof(plain));
	memcpy(first, plain, sizeof(plain));
	memset(first + sizeof(plain) - 1, '.', longer);
	first[sizeof(plain) - 1 + longer] = '\0';
	for (size_t i = 0; i < count; i++)
		entries[i] = i ? texts : first;
}

char **padding_add(const char *program, char *const arguments[], char *const environment[])
{
	size_t given = count_of(environment), count = PADDING_ENTRIES - given % PADDING_ENTRIES;
	size_t bytes = strlen(program) + 1 + bytes_of(arguments) + bytes_of(environment) +
		       count * sizeof(plain);
	size_t longer = (BYTES - bytes % BYTES) % BYTES;
	size_t pointers = (count + given + 1) * sizeof(char *);
	/* Not as long as it is: what lies on a heap is to lie there, too, wherever that is. */
	char **padded = malloc(pointers + 2 * sizeof(plain) + BYTES);

	if (!padded)
		return NULL;
	write_entries(padded, count, (char *)padded + pointers, longer);
	for (size_t i = 0; i < given; i++)
		padded[count + i] = environment[i];
	padded[count + given] = NULL;
	return padded;
}

char **padding_skip(char **environment)
{
	while (environment && *environment && strncmp(*environment, plain, sizeof(plain) - 1) == 0)
		environment++;
	return environment;
}
