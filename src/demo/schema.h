/*
 * Loading a file that follows a schema of libcyaml.
 */
#ifndef IPCSTAGE_DEMO_SCHEMA_H
#define IPCSTAGE_DEMO_SCHEMA_H

#include <cyaml/cyaml.h>
#include "demo/document.h"

/*
 * Load a document that follows a schema: known keys, each once, none missing, values of the right
 * form. Stricter than libcyaml with numbers. Returns what the schema says, for schema_free(); or
 * NULL with document_wrong()'s text.
 */
void *schema_load(struct document *document, const cyaml_schema_value_t *schema);
void schema_free(const cyaml_schema_value_t *schema, void *loaded);

#endif
