#include "agent/hooks/conversion.h"

#include <stddef.h>
#include <string.h>

enum { PRECISION_LIMIT = 1 << 30 };

static bool is_one_of(char byte, const char *bytes)
{
	return byte && strchr(bytes, byte);
}

static int number_at(const char **at)
{
	int number = 0;

	for (; **at >= '0' && **at <= '9'; ++*at) {
		if (number < PRECISION_LIMIT / 10)
			number = number * 10 + (**at - '0');
	}
	return number;
}

static enum taken taken_by(char letter, const char *length)
{
	if (is_one_of(letter, "diouxX"))
		return TAKES_NUMBER;
	if (is_one_of(letter, "aAeEfFgG"))
		return *length == 'L' ? TAKES_WIDE_REAL : TAKES_REAL;
	switch (letter) {
	case 'c':
	case 'C':
		return TAKES_NUMBER;
	case 's':
		return *length == 'l' ? TAKES_POINTER : TAKES_TEXT;
	case 'S':
	case 'n':
		return TAKES_POINTER;
	case 'p':
		return TAKES_ADDRESS;
	case 'm':
	case '%':
		return TAKES_NOTHING;
	default:
		return TAKES_ANYTHING;
	}
}

/* From behind a point. */
static int precision_at(const char **at)
{
	if (**at != '*')
		return number_at(at);
	++*at;
	return PRECISION_TAKEN;
}

const char *conversion_of_printf(const char *format, struct conversion *out)
{
	const char *at = strchr(format, '%'), *length;

	*out = (struct conversion){.precision = PRECISION_NONE};
	if (!at)
		return NULL;
	for (at++; is_one_of(*at, "-+ #0'I"); at++)
		continue;
	out->width_taken = *at == '*';
	at += out->width_taken;
	number_at(&at);
	if (*at == '.') {
		at++;
		out->precision = precision_at(&at);
	}
	length = at;
	while (is_one_of(*at, "hlqLjzZt"))
		at++;
	out->taken = taken_by(*at, length); /* not its letter: by its number, %1$s */
	return *at ? at + 1 : at;
}

/* What a set ends with: %[^]x]. */
static const char *behind_set(const char *at)
{
	at += *at == '^';
	at += *at == ']';
	while (*at && *at != ']')
		at++;
	return *at ? at + 1 : at;
}

const char *conversion_of_scanf(const char *format, struct conversion *out)
{
	const char *at = strchr(format, '%');
	bool is_left_out;

	*out = (struct conversion){.precision = PRECISION_NONE};
	if (!at)
		return NULL;
	at++;
	is_left_out = *at == '*';
	at += is_left_out;
	number_at(&at);
	out->taken = *at == '$' ? TAKES_ANYTHING : is_left_out ? TAKES_NOTHING : TAKES_POINTER;
	while (is_one_of(*at, "hlqLjzZtm'I"))
		at++;
	if (*at == '%' || *at == '\0')
		out->taken = TAKES_NOTHING;
	if (*at == '[')
		return behind_set(at + 1);
	return *at ? at + 1 : at;
}
