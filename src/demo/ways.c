#include "demo/ways.h"

#include "demo/document.h"
#include "demo/schema.h"

struct ways *ways_load(const char *path, struct demo_error *error)
{
	struct document document;
	struct ways *ways;

	if (document_read(&document, path, error) < 0)
		return NULL;
	ways = schema_load(&document, &ways_schema);
	document_release(&document);
	return ways;
}

void ways_free(struct ways *ways)
{
	if (ways)
		schema_free(&ways_schema, ways);
}
