#include "demo/comparison.h"

#include "demo/demo_schema.h"
#include "demo/document.h"
#include "demo/schema.h"

static const cyaml_schema_field_t comparison_row_fields[] = {
	CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct comparison_row, name, 1,
			       SCHEMA_NAME),
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct comparison_row, title, schema_line),
	CYAML_FIELD_MAPPING("good", CYAML_FLAG_DEFAULT, struct comparison_row, good, schema_text),
	CYAML_FIELD_MAPPING("bad", CYAML_FLAG_DEFAULT, struct comparison_row, bad, schema_text),
	CYAML_FIELD_MAPPING("use", CYAML_FLAG_DEFAULT, struct comparison_row, use, schema_text),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t comparison_row_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct comparison_row, comparison_row_fields),
};

static const cyaml_schema_field_t comparison_fields[] = {
	CYAML_FIELD_MAPPING("title", CYAML_FLAG_DEFAULT, struct comparison, title, schema_line),
	CYAML_FIELD_MAPPING("good", CYAML_FLAG_DEFAULT, struct comparison, good, schema_line),
	CYAML_FIELD_MAPPING("bad", CYAML_FLAG_DEFAULT, struct comparison, bad, schema_line),
	CYAML_FIELD_MAPPING("use", CYAML_FLAG_DEFAULT, struct comparison, use, schema_line),
	CYAML_FIELD_SEQUENCE_COUNT("ways", CYAML_FLAG_POINTER, struct comparison, list, count,
				   &comparison_row_schema, 1, COMPARISON_ROWS),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t comparison_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct comparison, comparison_fields),
};

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
