/*
 * Loading what follows a schema, with the exact place and the allowed words when it does not.
 *
 * libcyaml checks most of this as well, but it gives the place of the item before an unknown or
 * missing key, never names what is allowed, and takes `4abc` for 4 and `010` for 8. So the tree
 * is held against libcyaml's own tables here, and libcyaml then loads what is known to be right.
 */
#include "demo/schema.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "base/utf8.h"
#include "demo/text.h"

enum { SHOWN = 40 /* bytes of a wrong value that a message repeats */ };

/* A place of the tree and what it should be. */
struct visit {
	struct document *document;
	const cyaml_schema_value_t *schema;
	yaml_node_t *node;
	char what[64]; /* in words: "'title'" */
};

static int visit_value(const struct visit *visit);

static bool is_required(const cyaml_schema_field_t *field)
{
	return !(field->value.flags & CYAML_FLAG_OPTIONAL);
}

/* " name key label": the keys of a mapping, all or the required ones. */
static void list_keys(const cyaml_schema_field_t *fields, bool all, char *out, size_t size)
{
	*out = '\0';
	for (const cyaml_schema_field_t *field = fields; field->key; field++)
		if (all || is_required(field))
			words_append(out, size, field->key);
}

static const char *scalar(const yaml_node_t *node)
{
	return node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

static const cyaml_schema_field_t *field_named(const cyaml_schema_field_t *fields, const char *name)
{
	for (const cyaml_schema_field_t *field = fields; field->key; field++)
		if (strcmp(field->key, name) == 0)
			return field;
	return NULL;
}

/* Whether a key is among a mapping's pairs before `end`. */
static bool given_before(const struct visit *visit, const char *name, const yaml_node_pair_t *end)
{
	for (const yaml_node_pair_t *pair = visit->node->data.mapping.pairs.start; pair < end;
	     pair++) {
		const char *key = document_key(visit->document, pair);

		if (key && strcmp(key, name) == 0)
			return true;
	}
	return false;
}

static int visit_pair(const struct visit *visit, const yaml_node_pair_t *pair)
{
	yaml_document_t *yaml = &visit->document->yaml;
	yaml_mark_t mark = yaml_document_get_node(yaml, pair->key)->start_mark;
	const char *key = document_key(visit->document, pair);
	const cyaml_schema_field_t *field =
		field_named(visit->schema->mapping.fields, key ? key : "");
	struct visit value = *visit;
	char keys[200];

	if (!field) {
		list_keys(visit->schema->mapping.fields, true, keys, sizeof(keys));
		return document_wrong(visit->document, mark,
				      "unknown key '%.*s'; the keys here are:%s",
				      utf8_fit(key ? key : "[]", SHOWN), key ? key : "[]", keys);
	}
	if (given_before(visit, key, pair))
		return document_wrong(visit->document, mark,
				      "'%s' is given twice; keep one of them", key);
	value.schema = &field->value;
	value.node = yaml_document_get_node(yaml, pair->value);
	snprintf(value.what, sizeof(value.what), "'%s'", key);
	return visit_value(&value);
}

static int visit_mapping(const struct visit *visit)
{
	const cyaml_schema_field_t *fields = visit->schema->mapping.fields;
	const yaml_node_pair_t *end;
	char keys[200];

	if (visit->node->type != YAML_MAPPING_NODE) {
		list_keys(fields, true, keys, sizeof(keys));
		return document_wrong(visit->document, visit->node->start_mark,
				      "%s must hold keys with values; the keys here are:%s",
				      visit->what, keys);
	}
	end = visit->node->data.mapping.pairs.top;
	for (const yaml_node_pair_t *pair = visit->node->data.mapping.pairs.start; pair < end;
	     pair++)
		if (visit_pair(visit, pair) < 0)
			return -1;
	for (const cyaml_schema_field_t *field = fields; field->key; field++) {
		if (!is_required(field) || given_before(visit, field->key, end))
			continue;
		list_keys(fields, false, keys, sizeof(keys));
		return document_wrong(visit->document, visit->node->start_mark,
				      "'%s' is missing from %s; needed are:%s", field->key,
				      visit->what, keys);
	}
	return 0;
}

static int visit_sequence(const struct visit *visit)
{
	struct visit value = *visit;
	yaml_node_item_t *items;
	unsigned count;

	if (visit->node->type != YAML_SEQUENCE_NODE)
		return document_wrong(
			visit->document, visit->node->start_mark,
			"%s must be a list; begin each entry with '- ', or leave %s out",
			visit->what, visit->what);
	items = visit->node->data.sequence.items.start;
	count = (unsigned)(visit->node->data.sequence.items.top - items);
	for (unsigned i = 0; i < count; i++) {
		value.node = yaml_document_get_node(&visit->document->yaml, items[i]);
		if (i == visit->schema->sequence.max)
			return document_wrong(visit->document, value.node->start_mark,
					      "%u are too many for %s; the most is %u", count,
					      visit->what, i);
		value.schema = visit->schema->sequence.entry;
		snprintf(value.what, sizeof(value.what), "entry %u of %.30s", i + 1, visit->what);
		if (visit_value(&value) < 0)
			return -1;
	}
	return 0;
}

static int visit_text(const struct visit *visit)
{
	yaml_mark_t mark = visit->node->start_mark;
	const char *text = scalar(visit->node);
	size_t most = visit->schema->string.max;

	if (!text)
		return document_wrong(visit->document, mark,
				      "%s must be a text; put it on this line, in quotes if it "
				      "begins with a bracket",
				      visit->what);
	if (!*text)
		return document_wrong(visit->document, mark,
				      "%s is empty; write a text behind the colon", visit->what);
	if (strlen(text) > most)
		return document_wrong(visit->document, mark,
				      "%s has %zu bytes; shorten it to at most %zu", visit->what,
				      strlen(text), most);
	return 0;
}

static int visit_number(const struct visit *visit)
{
	yaml_mark_t mark = visit->node->start_mark;
	const char *text = scalar(visit->node);
	long number;

	if (text && number_parse(text, &number))
		return 0;
	if (text && number_is_decimal(text))
		return document_wrong(visit->document, mark,
				      "%s is out of reach: '%.*s'; write a number of fewer digits",
				      visit->what, utf8_fit(text, SHOWN), text);
	return document_wrong(visit->document, mark,
			      "%s must be a whole number, not '%.*s'; write decimal digits only, "
			      "without a leading 0",
			      visit->what, utf8_fit(text ? text : "[]", SHOWN), text ? text : "[]");
}

static int visit_word(const struct visit *visit)
{
	const cyaml_strval_t *words = visit->schema->enumeration.strings;
	const char *text = scalar(visit->node);
	char list[200] = "";

	for (uint32_t i = 0; i < visit->schema->enumeration.count; i++) {
		if (text && strcmp(words[i].str, text) == 0)
			return 0;
		words_append(list, sizeof(list), words[i].str);
	}
	return document_wrong(visit->document, visit->node->start_mark,
			      "unknown word '%.*s' for %s; the words are:%s",
			      utf8_fit(text ? text : "[]", SHOWN), text ? text : "[]", visit->what,
			      list);
}

/* A character that would do something to a terminal, or end a text too early. */
static bool holds_control(const yaml_node_t *node)
{
	const unsigned char *text = node->data.scalar.value;

	for (size_t i = 0; i < node->data.scalar.length; i++) {
		if (iscntrl(text[i]) && text[i] != '\n' && text[i] != '\t')
			return true;
		if (text[i] == 0xc2 && text[i + 1] < 0xa0)
			return true; /* U+0080 to U+009F */
	}
	return false;
}

static int visit_value(const struct visit *visit)
{
	if (visit->node->type == YAML_SCALAR_NODE && holds_control(visit->node))
		return document_wrong(visit->document, visit->node->start_mark,
				      "%s holds a control character; remove it", visit->what);
	switch (visit->schema->type) {
	case CYAML_MAPPING:
		return visit_mapping(visit);
	case CYAML_SEQUENCE:
		return visit_sequence(visit);
	case CYAML_INT:
		return visit_number(visit);
	case CYAML_ENUM:
		return visit_word(visit);
	default:
		return visit_text(visit);
	}
}

static int conform(struct document *document, const cyaml_schema_value_t *schema)
{
	struct visit visit = {
		.document = document,
		.schema = schema,
		.node = document_root(document),
		.what = "the file",
	};

	return visit_value(&visit);
}

/* Keep the first thing that libcyaml has to say. */
static void keep_first_line(cyaml_log_t level, void *context, const char *format, va_list ap)
{
	struct error *error = context;

	(void)level;
	if (!error->text[0])
		error_set_list(error, format, ap);
}

void *schema_load(struct document *document, const cyaml_schema_value_t *schema)
{
	struct error log = {0};
	const cyaml_config_t config = {
		.log_fn = keep_first_line,
		.log_ctx = &log,
		.log_level = CYAML_LOG_ERROR,
		.mem_fn = cyaml_mem,
	};
	void *loaded = NULL;
	cyaml_err_t result;

	if (conform(document, schema) < 0)
		return NULL;
	result = cyaml_load_data((const uint8_t *)document->bytes, document->size, &config, schema,
				 &loaded, NULL);
	if (result == CYAML_OK)
		return loaded;
	document_wrong(document, (yaml_mark_t){0}, "%s; %s", cyaml_strerror(result),
		       log.text[0] ? log.text : "no more is known");
	return NULL;
}

void schema_free(const cyaml_schema_value_t *schema, void *loaded)
{
	const cyaml_config_t config = {.log_level = CYAML_LOG_ERROR, .mem_fn = cyaml_mem};

	cyaml_free(&config, schema, loaded, 0);
}
