/*
 * Putting sentences together. Truncation is silent: a sentence that is too long for its line is
 * still a sentence to look at, and every buffer here is larger than any that occurs.
 */
#include "model/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct words words_begin(char *out, size_t size)
{
	out[0] = '\0';
	return (struct words){.out = out, .size = size};
}

/* The bytes that a character with this first byte takes, by RFC 3629; 0: none begins so. */
static size_t bytes_announced(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/* Overlong forms, surrogates and what is beyond Unicode show in the second byte. */
static int second_byte_right(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second < 0xa0;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second < 0x90;
	default:
		return 1;
	}
}

size_t words_character(const char *bytes, size_t length)
{
	const unsigned char *text = (const unsigned char *)bytes;
	if (length == 0)
		return 0;
	size_t announced = bytes_announced(text[0]);
	if (announced == 1)
		return text[0] >= 0x20 && text[0] != 0x7f;
	if (announced == 0 || announced > length || !second_byte_right(text[0], text[1]))
		return 0;
	for (size_t i = 1; i < announced; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	/* U+0080 … U+009F are controls as well. */
	return text[0] == 0xc2 && text[1] < 0xa0 ? 0 : announced;
}

/* The length of a text without the character that was cut off at its end, if one was. */
static size_t whole_characters(const char *text, size_t length)
{
	size_t start = length;
	while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0)
		return length;
	size_t announced = bytes_announced((unsigned char)text[start - 1]);
	return announced > length - start + 1 ? start - 1 : length;
}

void words_add(struct words *words, const char *format, ...)
{
	size_t capacity = words->size - words->length;
	va_list arguments;
	va_start(arguments, format);
	int wanted = vsnprintf(words->out + words->length, capacity, format, arguments);
	va_end(arguments);
	if (wanted < 0)
		words->out[words->length] = '\0';
	else if ((size_t)wanted < capacity)
		words->length += (size_t)wanted;
	else
		words->length = whole_characters(words->out, words->size - 1);
	words->out[words->length] = '\0';
}

void words_actors(struct words *words, struct set set, const char *last)
{
	for (int left = set_count(set); left > 0; left--) {
		words_add(words, "%d", set_first(set));
		set_drop_first(&set);
		if (left == 2)
			words_add(words, " %s ", last);
		else if (left > 2)
			words_add(words, ", ");
	}
}

void words_round(struct words *words, struct set movers, uint32_t first, uint32_t last)
{
	words_actors(words, movers, "and");
	words_add(words, " can go round for ever: step");
	words_add(words, first < last ? "s %u to %u" : " %u", first, last);
}

void words_count(struct words *words, uint64_t count, const char *one)
{
	words_add(words, "%llu %s%s", (unsigned long long)count, one, count == 1 ? "" : "s");
}

void words_seconds(struct words *words, uint64_t ns)
{
	char digits[32];
	int length = snprintf(digits, sizeof digits, "%llu.%09llu",
			      (unsigned long long)(ns / 1000000000),
			      (unsigned long long)(ns % 1000000000));
	while (length > 0 && digits[length - 1] == '0' && digits[length - 2] != '.')
		digits[--length] = '\0';
	words_add(words, "%s s", digits);
}

void words_signal(struct words *words, unsigned signal)
{
	const char *name = sigabbrev_np((int)signal);
	if (name)
		words_add(words, "SIG%s", name);
	else
		words_add(words, "signal %u", signal);
}

size_t words_clean(char *out, size_t size, const char *bytes, size_t length)
{
	size_t used = 0;
	for (size_t i = 0; i < length;) {
		size_t taken = words_character(bytes + i, length - i);
		size_t width = taken ? taken : 1;
		if (used + width >= size)
			break;
		memcpy(out + used, taken ? bytes + i : "?", width);
		used += width;
		i += width;
	}
	out[used] = '\0';
	return used;
}
