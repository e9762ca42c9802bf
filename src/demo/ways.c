#include "demo/ways.h"

#include <stdio.h>
#include "demo/document.h"
#include "demo/schema.h"

static const cyaml_config_t config = {.log_level = CYAML_LOG_ERROR, .mem_fn = cyaml_mem};

struct ways *ways_load(const char *path, struct demo_error *error)
{
	struct document document;
	struct ways *ways = NULL;
	cyaml_err_t result;

	if (document_read(&document, path, error) < 0)
		return NULL;
	result = cyaml_load_data((const uint8_t *)document.bytes, document.size, &config,
				 &ways_schema, (cyaml_data_t **)&ways, NULL);
	if (result != CYAML_OK)
		document_wrong(&document, (yaml_mark_t){0}, "%s", cyaml_strerror(result));
	document_release(&document);
	return result == CYAML_OK ? ways : NULL;
}

void ways_free(struct ways *ways)
{
	if (ways)
		cyaml_free(&config, &ways_schema, ways, 0);
}
