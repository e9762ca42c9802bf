#include "run/json_text.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *json_text(const char *text)
{
	json_t *string = json_string(text);
	char *clean;

	if (string)
		return string;
	clean = strdup(text);
	for (char *at = clean; at && *at; at++) {
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	}
	string = json_string(clean ? clean : "");
	free(clean);
	return string;
}

static json_t *hex_of(const char *bytes, size_t length)
{
	char *digits = malloc(2 * length + 1);
	json_t *object;

	if (!digits)
		return NULL;
	for (size_t i = 0; i < length; i++)
		snprintf(digits + 2 * i, 3, "%02x", (unsigned char)bytes[i]);
	digits[2 * length] = '\0';
	object = json_pack("{s:s}", "hex", digits);
	free(digits);
	return object;
}

json_t *json_bytes(const char *bytes, size_t length)
{
	json_t *string = memchr(bytes, '\0', length) ? NULL : json_stringn(bytes, length);

	return string ? string : hex_of(bytes, length);
}

static char *read_hex(const char *digits, size_t *length)
{
	char *bytes = malloc(strlen(digits) / 2 + 1);

	*length = strlen(digits) / 2;
	for (size_t i = 0; bytes && digits[i]; i++) {
		unsigned byte;

		if (!isxdigit((unsigned char)digits[i]) || (!digits[i + 1] && i % 2 == 0)) {
			free(bytes);
			return NULL;
		}
		if (i % 2 == 0 && sscanf(digits + i, "%2x", &byte) == 1)
			bytes[i / 2] = (char)byte;
	}
	return bytes;
}

char *json_read_bytes(const json_t *value, size_t *length)
{
	const char *digits = json_string_value(json_object_get(value, "hex"));

	if (digits)
		return read_hex(digits, length);
	if (!json_is_string(value))
		return NULL;
	*length = json_string_length(value);
	return strndup(json_string_value(value), *length);
}
