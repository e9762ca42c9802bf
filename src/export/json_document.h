/*
 * A whole document of JSON (jansson), written.
 */
#ifndef IPCSTAGE_EXPORT_JSON_DOCUMENT_H
#define IPCSTAGE_EXPORT_JSON_DOCUMENT_H

#include <stdio.h>
#include "base/error.h"

struct json_t;

/* Write a document and release it, NULL when it could not be made. Returns 0, or -1 with *error. */
int json_write(struct json_t *document, FILE *out, struct error *error);

#endif
