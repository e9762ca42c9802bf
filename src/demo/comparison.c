#include "demo/comparison.h"

#include "demo/document.h"
#include "demo/schema.h"

struct comparison *comparison_load(const char *path, struct error *error)
{
	struct document document;
	struct comparison *comparison;

	if (document_read(&document, path, error) < 0)
		return NULL;
	comparison = schema_load(&document, &comparison_schema);
	document_release(&document);
	return comparison;
}

void comparison_free(struct comparison *comparison)
{
	if (comparison)
		schema_free(&comparison_schema, comparison);
}
