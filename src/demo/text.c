/*
 * Small texts: words of a list, and lines that are fit for a terminal.
 */
#include "demo/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The second byte of a sequence has a narrower range where the first alone would allow too much. */
static bool second_is_good(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0; /* shorter forms exist */
	case 0xed:
		return second < 0xa0; /* surrogates */
	case 0xf0:
		return second >= 0x90; /* shorter forms exist */
	case 0xf4:
		return second < 0x90; /* beyond U+10FFFF */
	default:
		return true;
	}
}

size_t utf8_length(const char *bytes, size_t size)
{
	unsigned char first = size ? (unsigned char)bytes[0] : 0xff;
	size_t length = first < 0x80   ? 1
			: first < 0xc2 ? 0
			: first < 0xe0 ? 2
			: first < 0xf0 ? 3
				       : 4;

	if (first > 0xf4 || length > size)
		return 0;
	for (size_t i = 1; i < length; i++)
		if (((unsigned char)bytes[i] & 0xc0) != 0x80)
			return 0;
	return length < 2 || second_is_good(first, (unsigned char)bytes[1]) ? length : 0;
}

void text_make_printable(char *text)
{
	size_t left = strlen(text);

	while (left) {
		size_t length = utf8_length(text, left);

		if (!length || iscntrl((unsigned char)*text)) {
			*text = '?';
			length = 1;
		}
		text += length;
		left -= length;
	}
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool word_in(const char *const *words, const char *word)
{
	for (; *words; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

void words_append(char *list, size_t size, const char *word)
{
	size_t used = strlen(list);

	snprintf(list + used, size - used, " %s", word);
}

bool number_is_decimal(const char *text)
{
	const char *digits = text + (*text == '-');

	if (strcmp(text, "0") == 0)
		return true;
	return *digits >= '1' && *digits <= '9' && !digits[strspn(digits, "0123456789")];
}

bool number_parse(const char *text, long *out)
{
	long number;

	if (!number_is_decimal(text))
		return false;
	errno = 0;
	number = strtol(text, NULL, 10);
	if (errno)
		return false;
	*out = number;
	return true;
}
