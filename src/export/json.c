#include "export/json.h"

#include <jansson.h>

int json_write(json_t *document, FILE *out, struct error *error)
{
	bool written = document && json_dumpf(document, out, JSON_INDENT(2)) == 0;

	json_decref(document);
	if (!written && !ferror(out))
		return error_set(error, "out of memory");
	fputc('\n', out);
	return 0;
}

const struct exporter exporter_json = {
	.name = "json",
	.suffix = "json",
	.purpose = "one object with all that is known, for programs",
	.begin = json_run,
	.exploration = json_exploration,
	.sample = json_sample,
	.demos = json_demos,
	.seeds = json_seeds,
};
