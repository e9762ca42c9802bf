/*
 * The demo file as libcyaml knows it, and what is wrong with a file that does not follow it.
 */
#ifndef IPCSTAGE_DEMO_SCHEMA_H
#define IPCSTAGE_DEMO_SCHEMA_H

#include <stdbool.h>
#include <cyaml/cyaml.h>
#include "demo/document.h"

/* Loads a struct demo; what is left out is zero. */
extern const cyaml_schema_value_t demo_schema, ways_schema;

/*
 * Whether a document follows the schema: known keys, each once, none missing, values of the right
 * form. Stricter than libcyaml with numbers. Returns 0, or -1 with document_wrong()'s text.
 */
int schema_conform(struct document *document);

#endif
