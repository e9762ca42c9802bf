/*
 * Putting sentences together. Truncation is silent: a sentence that is too long for its line is
 * still a sentence to look at, and every buffer here is larger than any that occurs.
 */
#include "model/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/utf8.h"

struct words words_begin(char *out, size_t size)
{
	out[0] = '\0';
	return (struct words){.out = out, .size = size};
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
		words->length = utf8_whole(words->out, words->size - 1);
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

void words_ranges(struct words *words, struct set set, const char *between)
{
	const char *separator = "";
	for (unsigned i = 0; i < LIMIT_ACTORS; i++) {
		unsigned last = i;
		if (!set_has(set, i))
			continue;
		while (last + 1 < LIMIT_ACTORS && set_has(set, last + 1))
			last++;
		if (last < i + 2)
			last = i;
		words_add(words, last > i ? "%s%u-%u" : "%s%u", separator, i, last);
		separator = between;
		i = last;
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
