/*
 * A demo file as its text and as a tree of YAML nodes that know their line and column.
 *
 * libcyaml tells places only in its log and often those of the neighbour; here they are exact.
 */
#ifndef IPCSTAGE_DEMO_DOCUMENT_H
#define IPCSTAGE_DEMO_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>
#include "base/error.h"

struct document {
	const char *path; /* borrowed */
	char *bytes;	  /* the file's content */
	size_t size;
	struct error *error;  /* borrowed: where document_wrong() writes to */
	yaml_document_t yaml; /* exactly one document, not empty */
};

/*
 * Read and parse a file. Returns 0, or -1 with *error: it cannot be read, is not UTF-8, is no
 * YAML, is empty or holds several documents. `path` and `error` are borrowed until
 * document_release(), which is for after success only.
 */
int document_read(struct document *document, const char *path, struct error *error);
void document_release(struct document *document);

/* The outermost node. */
yaml_node_t *document_root(struct document *document);

/* The key of a mapping as a text, or NULL when it is none. */
const char *document_key(struct document *document, const yaml_node_pair_t *pair);

/* Where the value at a path such as "toggles[2].key" begins; the nearest whole there is. */
yaml_mark_t document_mark(struct document *document, const char *path, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether the outermost mapping has a key. */
bool document_has(struct document *document, const char *key);

/* Put "FILE:LINE:COLUMN: " and the message, in one line, into the error. Always returns -1. */
int document_wrong(const struct document *document, yaml_mark_t mark, const char *message, ...)
	__attribute__((format(printf, 3, 4)));

#endif
