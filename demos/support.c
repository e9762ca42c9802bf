#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void stop_if_failed(long result, const char *what)
{
	if (result >= 0)
		return;
	fprintf(stderr, "%s: %s\n", what, strerror((int)-result));
	exit(1);
}

void append_number(char *text, size_t size, long number)
{
	size_t length = strlen(text);

	snprintf(text + length, size - length, length ? " %ld" : "%ld", number);
}
