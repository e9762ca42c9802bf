/*
 * The demo file as libcyaml knows it, and what is wrong with a file that does not follow it.
 */
#ifndef IPCSTAGE_DEMO_SCHEMA_H
#define IPCSTAGE_DEMO_SCHEMA_H

#include <stdbool.h>
#include <cyaml/cyaml.h>
#include "demo/document.h"

/* Loads a struct demo; what is left out is zero. */
extern const cyaml_schema_value_t demo_schema;

/* Load a struct seeds and a struct comparison. */
extern const cyaml_schema_value_t seeds_schema, comparison_schema;

/*
 * Load a document that follows a schema: known keys, each once, none missing, values of the right
 * form. Stricter than libcyaml with numbers. Returns what the schema says, for schema_free(); or
 * NULL with document_wrong()'s text.
 */
void *schema_load(struct document *document, const cyaml_schema_value_t *schema);
void schema_free(const cyaml_schema_value_t *schema, void *loaded);

#endif
