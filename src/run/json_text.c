#include "run/json_text.h"

#include <jansson.h>
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
