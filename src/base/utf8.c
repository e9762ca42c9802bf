/*
 * Decoding: RFC 3629, no overlong forms, no surrogates.
 */
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

/* How many bytes follow a first byte, and the bits it holds; -1 when it cannot be a first one. */
static int followers(unsigned char byte, uint32_t *bits)
{
	if (byte < 0x80)
		return *bits = byte, 0;
	if (byte >= 0xc2 && byte < 0xe0)
		return *bits = byte & 0x1fU, 1;
	if (byte >= 0xe0 && byte < 0xf0)
		return *bits = byte & 0x0fU, 2;
	if (byte >= 0xf0 && byte < 0xf5)
		return *bits = byte & 0x07U, 3;
	return -1;
}

/* Whether it is written as RFC 3629 has it: no longer than needed, no surrogate. */
static bool is_valid(uint32_t character, int count)
{
	static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};

	return character >= smallest[count] && character <= 0x10ffff &&
	       !(character >= 0xd800 && character < 0xe000);
}

size_t utf8_decode(const char *bytes, size_t length, uint32_t *character)
{
	uint32_t bits = 0;
	int count;

	*character = UTF8_INVALID;
	if (length == 0)
		return 0;
	count = followers((unsigned char)bytes[0], &bits);
	if (count < 0 || (size_t)count >= length)
		return 1;
	for (int i = 1; i <= count; i++) {
		if (((unsigned char)bytes[i] & 0xc0) != 0x80)
			return 1;
		bits = bits << 6 | ((unsigned char)bytes[i] & 0x3fU);
	}
	if (!is_valid(bits, count))
		return 1;
	*character = bits;
	return (size_t)count + 1;
}

uint32_t utf8_next(const char **text)
{
	uint32_t character;
	size_t taken = utf8_decode(*text, strnlen(*text, UTF8_BYTES), &character);

	*text += taken;
	return taken ? character : 0;
}

size_t utf8_whole(const char *text, size_t length)
{
	size_t start = length;
	uint32_t bits;

	while (start > 0 && length - start < UTF8_BYTES &&
	       ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0 || followers((unsigned char)text[start - 1], &bits) <= (int)(length - start))
		return length;
	return start - 1;
}

int utf8_fit(const char *text, size_t bytes)
{
	return (int)utf8_whole(text, strnlen(text, bytes));
}
