#include "export/json_document.h"

#include <jansson.h>
#include <stdbool.h>

int json_write(json_t *document, FILE *out, struct error *error)
{
	bool written = document && json_dumpf(document, out, JSON_INDENT(2)) == 0;

	json_decref(document);
	if (!written && !ferror(out))
		return error_set(error, "out of memory");
	fputc('\n', out);
	return 0;
}
