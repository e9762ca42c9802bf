/*
 * printf(3) for what programs say of themselves: %d %u %s %c %%, and %ld %lu %zu.
 *
 * libc's own lies on half a dozen pages that every newborn process would have to map for the sake
 * of one number, a tenth of what a short run costs. Whatever else is asked for goes there.
 */
#include <stdio.h>
#include "agent/core/agent.h"

struct text {
	char *out;
	size_t size, used;
	va_list arguments;
};

static void put(struct text *text, char byte)
{
	if (text->used + 1 < text->size)
		text->out[text->used++] = byte;
}

static void put_string(struct text *text, const char *string)
{
	if (!string)
		string = "(null)";
	while (*string)
		put(text, *string++);
}

static void put_number(struct text *text, uint64_t number)
{
	char digits[20];
	unsigned count = 0;

	do {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	while (count)
		put(text, digits[--count]);
}

static void put_signed(struct text *text, int64_t number)
{
	if (number < 0)
		put(text, '-');
	put_number(text, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

static bool put_plain(struct text *text, char conversion)
{
	switch (conversion) {
	case 's':
		put_string(text, va_arg(text->arguments, const char *));
		return true;
	case 'c':
		put(text, (char)va_arg(text->arguments, int));
		return true;
	case '%':
		put(text, '%');
		return true;
	default:
		return false;
	}
}

/* One conversion, from after its '%'; *format ends on its last letter. False: not one of ours. */
static bool put_conversion(struct text *text, const char **format)
{
	bool is_long = **format == 'l' || **format == 'z';

	*format += is_long;
	switch (**format) {
	case 'd':
		put_signed(text,
			   is_long ? va_arg(text->arguments, long) : va_arg(text->arguments, int));
		return true;
	case 'u':
		put_number(text, is_long ? va_arg(text->arguments, unsigned long)
					 : va_arg(text->arguments, unsigned));
		return true;
	default:
		return !is_long && put_plain(text, **format);
	}
}

static size_t format_by_libc(char *out, size_t size, const char *format, va_list arguments)
{
	int length = vsnprintf(out, size, format, arguments);

	if (length < 0)
		return 0;
	return (size_t)length < size ? (size_t)length : size - 1;
}

size_t agent_format(char *out, size_t size, const char *format, va_list arguments)
{
	struct text text = {.out = out, .size = size};
	bool ours = true;

	va_copy(text.arguments, arguments);
	for (const char *at = format; ours && *at; at++) {
		if (*at != '%') {
			put(&text, *at);
			continue;
		}
		at++;
		ours = put_conversion(&text, &at);
	}
	va_end(text.arguments);
	if (!ours)
		return format_by_libc(out, size, format, arguments);
	out[text.used] = '\0';
	return text.used;
}
