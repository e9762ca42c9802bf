/*
 * The demo file as libcyaml knows it, and those parts of it that other files have as well.
 */
#ifndef IPCSTAGE_DEMO_DEMO_SCHEMA_H
#define IPCSTAGE_DEMO_DEMO_SCHEMA_H

#include <cyaml/cyaml.h>
#include "demo/demo.h"

/* Bytes of a text at most. */
enum { SCHEMA_NAME = 31, SCHEMA_LINE = 160, SCHEMA_TEXT = 2000 };

/* Loads a struct demo; what is left out is zero. */
extern const cyaml_schema_value_t demo_schema;

/* The fields of a struct text of one line, and of one of several. */
extern const cyaml_schema_field_t schema_line[], schema_text[];

/* A struct setting. */
extern const cyaml_schema_value_t schema_setting;

#endif
