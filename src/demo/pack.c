/*
 * One after the other and without gaps: numbers as they lie in memory, lists behind their length,
 * texts behind their size (0: NULL) and with their NUL, mappings as their fields.
 */
#include "demo/pack.h"

#include <assert.h>
#include <string.h>

enum { FORM = 1 /* of the bytes; another one is another layout */, ALIGNMENT = 16 };

static size_t aligned(size_t size)
{
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Bytes from one entry of a list to the next. */
static size_t entry_size(const cyaml_schema_value_t *list)
{
	const cyaml_schema_value_t *entry = list->sequence.entry;

	return entry->flags & CYAML_FLAG_POINTER ? sizeof(void *) : entry->data_size;
}

uint64_t checksum(uint64_t sum, const void *bytes, size_t size)
{
	const char *at = bytes;
	uint64_t word = size;

	for (;;) {
		sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
		sum ^= sum >> 32;
		if (!size)
			return sum;
		word = 0;
		memcpy(&word, at, size < sizeof(word) ? size : sizeof(word));
		at += sizeof(word);
		size -= size < sizeof(word) ? size : sizeof(word);
	}
}

/* --- the layout ----------------------------------------------------------------------------- */

static uint64_t add_value(uint64_t sum, const cyaml_schema_value_t *schema);

static uint64_t add_number(uint64_t sum, uint64_t number)
{
	return checksum(sum, &number, sizeof(number));
}

static uint64_t add_fields(uint64_t sum, const cyaml_schema_field_t *field)
{
	for (; field->key; field++) {
		sum = checksum(sum, field->key, strlen(field->key));
		sum = add_number(sum, field->data_offset);
		sum = add_number(sum, field->count_offset);
		sum = add_value(sum, &field->value);
	}
	return sum;
}

static uint64_t add_value(uint64_t sum, const cyaml_schema_value_t *schema)
{
	sum = add_number(sum, schema->type);
	sum = add_number(sum, schema->data_size);
	if (schema->type == CYAML_MAPPING)
		return add_fields(sum, schema->mapping.fields);
	if (schema->type == CYAML_SEQUENCE)
		return add_value(add_number(sum, schema->sequence.max), schema->sequence.entry);
	return sum;
}

uint64_t pack_layout(const cyaml_schema_value_t *schema)
{
	return add_value(add_number(FORM, sizeof(void *)), schema);
}

/* --- packing -------------------------------------------------------------------------------- */

static size_t pack_value(FILE *out, const cyaml_schema_value_t *schema, const char *at);

void pack_text(FILE *out, const char *text)
{
	uint32_t size = text ? (uint32_t)strlen(text) + 1 : 0;

	fwrite(&size, sizeof(size), 1, out);
	if (size)
		fwrite(text, 1, size, out);
}

static size_t pack_list(FILE *out, const cyaml_schema_field_t *field, const char *at)
{
	const cyaml_schema_value_t *list = &field->value;
	const char *entries;
	uint32_t count;
	size_t memory;

	assert(field->count_size == sizeof(count));
	memcpy(&entries, at + field->data_offset, sizeof(entries));
	memcpy(&count, at + field->count_offset, sizeof(count));
	fwrite(&count, sizeof(count), 1, out);
	memory = aligned(count * entry_size(list));
	for (uint32_t i = 0; i < count; i++)
		memory += pack_value(out, list->sequence.entry, entries + i * entry_size(list));
	return memory;
}

static size_t pack_fields(FILE *out, const cyaml_schema_field_t *field, const char *at)
{
	size_t memory = 0;

	for (; field->key; field++)
		memory += field->value.type == CYAML_SEQUENCE
				  ? pack_list(out, field, at)
				  : pack_value(out, &field->value, at + field->data_offset);
	return memory;
}

static size_t pack_value(FILE *out, const cyaml_schema_value_t *schema, const char *at)
{
	const char *text;

	switch (schema->type) {
	case CYAML_MAPPING:
		return pack_fields(out, schema->mapping.fields, at);
	case CYAML_STRING:
		memcpy(&text, at, sizeof(text));
		pack_text(out, text);
		return 0;
	default:
		fwrite(at, 1, schema->data_size, out);
		return 0;
	}
}

size_t pack(FILE *out, const cyaml_schema_value_t *schema, const void *loaded)
{
	return aligned(schema->data_size) + pack_value(out, schema, loaded);
}

/* --- unpacking ------------------------------------------------------------------------------ */

static bool unpack_value(struct unpacking *unpacking, const cyaml_schema_value_t *schema, char *at,
			 bool lacking);

bool unpack_bytes(struct unpacking *unpacking, void *out, size_t size)
{
	if (size > (size_t)(unpacking->end - unpacking->at))
		return false;
	memcpy(out, unpacking->at, size);
	unpacking->at += size;
	return true;
}

bool unpack_text(struct unpacking *unpacking, char **text)
{
	uint32_t size;

	if (!unpack_bytes(unpacking, &size, sizeof(size)) ||
	    size > (size_t)(unpacking->end - unpacking->at))
		return false;
	*text = size ? unpacking->at : NULL;
	unpacking->at += size;
	return !size || !unpacking->at[-1];
}

static char *take_memory(struct unpacking *unpacking, size_t size)
{
	char *memory = unpacking->memory;

	size = aligned(size);
	if (size > unpacking->memory_left)
		return NULL;
	unpacking->memory += size;
	unpacking->memory_left -= size;
	return memory;
}

static bool unpack_list(struct unpacking *unpacking, const cyaml_schema_field_t *field, char *at)
{
	const cyaml_schema_value_t *list = &field->value;
	char *entries = NULL;
	uint32_t count;

	if (!unpack_bytes(unpacking, &count, sizeof(count)) || count > list->sequence.max)
		return false;
	if (count)
		entries = take_memory(unpacking, count * entry_size(list));
	if (count && !entries)
		return false;
	memcpy(at + field->data_offset, &entries, sizeof(entries));
	memcpy(at + field->count_offset, &count, sizeof(count));
	for (uint32_t i = 0; i < count; i++)
		if (!unpack_value(unpacking, list->sequence.entry, entries + i * entry_size(list),
				  false))
			return false;
	return true;
}

static bool unpack_fields(struct unpacking *unpacking, const cyaml_schema_field_t *field, char *at,
			  bool lacking)
{
	for (; field->key; field++)
		if (field->value.type == CYAML_SEQUENCE
			    ? !unpack_list(unpacking, field, at)
			    : !unpack_value(unpacking, &field->value, at + field->data_offset,
					    lacking))
			return false;
	return true;
}

/*
 * `lacking`: it is part of a mapping that may have been left out. Other texts have to be there:
 * nobody asks whether they are.
 */
static bool unpack_value(struct unpacking *unpacking, const cyaml_schema_value_t *schema, char *at,
			 bool lacking)
{
	char *text;

	lacking = lacking || schema->flags & CYAML_FLAG_OPTIONAL;
	switch (schema->type) {
	case CYAML_MAPPING:
		return unpack_fields(unpacking, schema->mapping.fields, at, lacking);
	case CYAML_STRING:
		if (!unpack_text(unpacking, &text) || (!text && !lacking))
			return false;
		memcpy(at, &text, sizeof(text));
		return true;
	default:
		return unpack_bytes(unpacking, at, schema->data_size);
	}
}

void *unpack(struct unpacking *unpacking, const cyaml_schema_value_t *schema)
{
	char *value = take_memory(unpacking, schema->data_size);

	return value && unpack_value(unpacking, schema, value, false) ? value : NULL;
}
