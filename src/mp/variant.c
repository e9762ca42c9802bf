#include "mp/variant.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All bytes zero, also those between the members. */
static struct mp_variant blank(enum mp_variant_type type)
{
	struct mp_variant variant;

	memset(&variant, 0, sizeof(variant));
	variant.type = type;
	return variant;
}

struct mp_variant mp_none(void)
{
	return blank(MP_NONE);
}

struct mp_variant mp_integer(long integer)
{
	struct mp_variant variant = blank(MP_INTEGER);

	variant.integer = integer;
	return variant;
}

struct mp_variant mp_real(double real)
{
	struct mp_variant variant = blank(MP_REAL);

	variant.real = real;
	return variant;
}

struct mp_variant mp_text(const char *text)
{
	struct mp_variant variant = blank(MP_TEXT);

	memcpy(variant.text, text, strnlen(text, sizeof(variant.text) - 1));
	return variant;
}

struct mp_variant mp_list(const long *integers, unsigned count)
{
	struct mp_variant variant = blank(MP_LIST);

	variant.count = count < MP_VARIANT_LIST ? count : MP_VARIANT_LIST;
	memcpy(variant.list, integers, variant.count * sizeof(integers[0]));
	return variant;
}

/* Integers in a list, also in one that somebody else has made. */
static unsigned length_of(const struct mp_variant *list)
{
	return list->count < MP_VARIANT_LIST ? list->count : MP_VARIANT_LIST;
}

/* Reals by their bytes: one that is no number is the same as itself, and is found again as a key.
 */
bool mp_variant_is_same(const struct mp_variant *a, const struct mp_variant *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case MP_INTEGER:
		return a->integer == b->integer;
	case MP_REAL:
		return memcmp(&a->real, &b->real, sizeof(a->real)) == 0;
	case MP_TEXT:
		return strncmp(a->text, b->text, sizeof(a->text)) == 0;
	case MP_LIST:
		return a->count == b->count &&
		       memcmp(a->list, b->list, length_of(a) * sizeof(a->list[0])) == 0;
	default:
		return true;
	}
}

static size_t format_list(const struct mp_variant *variant, char *out, size_t size)
{
	size_t length = 0;

	for (unsigned i = 0; i < length_of(variant); i++) {
		char *end = length < size ? out + length : NULL;
		int added = snprintf(end, end ? size - length : 0, i ? ", %ld" : "[%ld",
				     variant->list[i]);
		length += (size_t)added;
	}
	char *end = length < size ? out + length : NULL;
	int added = snprintf(end, end ? size - length : 0, variant->count ? "]" : "[]");
	return length + (size_t)added;
}

/* With as few digits as say which number it is, and never like an integer. */
static size_t format_real(double real, char *out, size_t size)
{
	char text[40];
	int digits = DBL_DIG;

	do {
		snprintf(text, sizeof(text), "%.*g", digits, real);
	} while (strtod(text, NULL) != real && digits++ < DBL_DECIMAL_DIG);
	return (size_t)snprintf(out, size, "%s%s", text, strpbrk(text, ".en") ? "" : ".0");
}

size_t mp_variant_format(const struct mp_variant *variant, char *out, size_t size)
{
	switch (variant->type) {
	case MP_INTEGER:
		return (size_t)snprintf(out, size, "%ld", variant->integer);
	case MP_REAL:
		return format_real(variant->real, out, size);
	case MP_TEXT:
		return (size_t)snprintf(out, size, "'%.*s'", MP_VARIANT_TEXT - 1, variant->text);
	case MP_LIST:
		return format_list(variant, out, size);
	default:
		return (size_t)snprintf(out, size, "None");
	}
}
