/*
 * A demo file as its text and as a tree of YAML nodes, by libyaml (which libcyaml stands on).
 */
#include "demo/document.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "demo/text.h"

enum { LARGEST_FILE = 1 << 20, LONGEST_PATH = 128 };

int document_wrong(const struct document *document, yaml_mark_t mark, const char *message, ...)
{
	struct error *error = document->error;
	char place[sizeof(error->text) / 2];
	va_list ap;

	snprintf(place, sizeof(place), "%s:%zu:%zu", document->path, mark.line + 1,
		 mark.column + 1);
	error_set(error, "%s: ", place);
	va_start(ap, message);
	error_add_list(error, message, ap);
	va_end(ap);
	text_make_printable(error->text);
	return -1;
}

/* Line and column of a byte, in characters as libyaml counts them. */
static yaml_mark_t mark_of_byte(const struct document *document, size_t offset)
{
	yaml_mark_t mark = {0};

	for (size_t i = 0; i < offset && i < document->size; i++) {
		unsigned char byte = (unsigned char)document->bytes[i];

		if (byte == '\n') {
			mark.line++;
			mark.column = 0;
		} else if ((byte & 0xc0) != 0x80) {
			mark.column++;
		}
	}
	return mark;
}

static int unreadable(const struct document *document, const char *why)
{
	error_set(document->error, "%s: cannot be read: %s; give the path of a demo's YAML file",
		  document->path, why);
	text_make_printable(document->error->text);
	return -1;
}

static int read_bytes(struct document *document)
{
	FILE *file = fopen(document->path, "re");
	const char *why = NULL;

	if (!file)
		return unreadable(document, strerror(errno));
	document->bytes = malloc(LARGEST_FILE);
	if (document->bytes)
		document->size = fread(document->bytes, 1, LARGEST_FILE, file);
	if (!document->bytes || ferror(file))
		why = strerror(errno);
	else if (document->size == LARGEST_FILE)
		why = "it is larger than a megabyte";
	fclose(file);
	return why ? unreadable(document, why) : 0;
}

/* The first byte that is not UTF-8, or the file's size. */
static size_t first_bad_byte(const struct document *document)
{
	size_t at = 0, length = 1;

	while (at < document->size && length) {
		length = utf8_length(document->bytes + at, document->size - at);
		at += length;
	}
	return at;
}

/* What libyaml's reader met: bytes that are no UTF-8, or control characters. */
static int reader_wrong(const struct document *document, const yaml_parser_t *parser)
{
	size_t bad = first_bad_byte(document);

	if (bad < document->size)
		return document_wrong(document, mark_of_byte(document, bad),
				      "this is not UTF-8; save the file as UTF-8");
	return document_wrong(document, mark_of_byte(document, parser->problem_offset),
			      "a control character (0x%02X); remove it",
			      (unsigned)parser->problem_value);
}

static int parser_wrong(const struct document *document, const yaml_parser_t *parser)
{
	yaml_mark_t mark = parser->problem_mark;

	switch (parser->error) {
	case YAML_MEMORY_ERROR:
		return unreadable(document, strerror(ENOMEM));
	case YAML_READER_ERROR:
		return reader_wrong(document, parser);
	default:
		break;
	}
	if (strstr(parser->problem, "cannot start any token"))
		return document_wrong(document, mark,
				      "no value can start like this; indent with spaces, not tabs, "
				      "and put quotes around a text that begins with a sign");
	return document_wrong(document, mark,
			      "%s; look at the quotes, brackets and indentation here and above",
			      parser->problem);
}

/* The file must hold one document, and something in it. */
static int parse_only_document(struct document *document, yaml_parser_t *parser)
{
	yaml_document_t second;
	yaml_node_t *root;
	int result = 0;

	if (!yaml_parser_load(parser, &document->yaml))
		return parser_wrong(document, parser);
	if (!document_root(document))
		result = document_wrong(document, (yaml_mark_t){0},
					"the file is empty; needed are: title summary mechanism");
	else if (!yaml_parser_load(parser, &second))
		result = parser_wrong(document, parser);
	else {
		root = yaml_document_get_root_node(&second);
		if (root)
			result = document_wrong(document, second.start_mark,
						"a second document; one file describes one demo");
		yaml_document_delete(&second);
	}
	if (result)
		yaml_document_delete(&document->yaml);
	return result;
}

static int parse_bytes(struct document *document)
{
	yaml_parser_t parser;
	int result;

	if (!yaml_parser_initialize(&parser))
		return unreadable(document, strerror(ENOMEM));
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)document->bytes,
				     document->size);
	result = parse_only_document(document, &parser);
	yaml_parser_delete(&parser);
	return result;
}

int document_read(struct document *document, const char *path, struct error *error)
{
	*document = (struct document){.path = path, .error = error};
	if (read_bytes(document) == 0 && parse_bytes(document) == 0)
		return 0;
	free(document->bytes);
	return -1;
}

void document_release(struct document *document)
{
	yaml_document_delete(&document->yaml);
	free(document->bytes);
}

yaml_node_t *document_root(struct document *document)
{
	return yaml_document_get_root_node(&document->yaml);
}

const char *document_key(struct document *document, const yaml_node_pair_t *pair)
{
	yaml_node_t *key = yaml_document_get_node(&document->yaml, pair->key);

	if (key->type != YAML_SCALAR_NODE ||
	    strlen((const char *)key->data.scalar.value) != key->data.scalar.length)
		return NULL;
	return (const char *)key->data.scalar.value;
}

static yaml_node_t *member(struct document *document, yaml_node_t *node, const char *name)
{
	if (node->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++) {
		const char *key = document_key(document, pair);

		if (key && strcmp(key, name) == 0)
			return yaml_document_get_node(&document->yaml, pair->value);
	}
	return NULL;
}

bool document_has(struct document *document, const char *key)
{
	return member(document, document_root(document), key) != NULL;
}

static yaml_node_t *entry(struct document *document, yaml_node_t *node, size_t index)
{
	yaml_node_item_t *items;

	if (node->type != YAML_SEQUENCE_NODE)
		return NULL;
	items = node->data.sequence.items.start;
	if (index >= (size_t)(node->data.sequence.items.top - items))
		return NULL;
	return yaml_document_get_node(&document->yaml, items[index]);
}

yaml_mark_t document_mark(struct document *document, const char *path, ...)
{
	yaml_node_t *node = document_root(document), *next = node;
	char text[LONGEST_PATH], *rest = NULL;
	va_list ap;

	va_start(ap, path);
	vsnprintf(text, sizeof(text), path, ap);
	va_end(ap);
	for (char *word = strtok_r(text, ".[]", &rest); word && next;
	     word = strtok_r(NULL, ".[]", &rest)) {
		next = *word >= '0' && *word <= '9' ? entry(document, node, strtoul(word, NULL, 10))
						    : member(document, node, word);
		if (next)
			node = next;
	}
	return node->start_mark;
}
