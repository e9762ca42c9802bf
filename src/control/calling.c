/*
 * Of several ways to an object the best counts: one to what is all that its variable stands for, or
 * the first that a pointer leads to, before one that counts through what lies behind that. What has
 * no type there, or another size, is no name. No two objects of a run have the same.
 */
#include "control/calling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "control/naming.h"

enum { RANKS = 5 };

struct calling {
	struct labels labels[LIMIT_IMAGES]; /* what is known of each program */
	/* Of this run: what objects are called, "" nothing, and as what kind that was told. */
	char names[LIMIT_OBJECTS][TRACE_NAME];
	uint8_t told[LIMIT_OBJECTS];
};

struct calling *calling_new(void)
{
	return calloc(1, sizeof(struct calling));
}

void calling_free(struct calling *calling)
{
	free(calling);
}

void calling_clear(struct calling *calling)
{
	memset(calling->names, 0, sizeof(calling->names));
	memset(calling->told, 0, sizeof(calling->told));
}

/* --- ways ------------------------------------------------------------------------------------- */

/* A table that is full is begun anew: what objects are called is kept besides. */
static void note(struct calling *calling, const struct label_way *way)
{
	struct labels *labels;

	if (way->program >= LIMIT_IMAGES)
		return;
	labels = &calling->labels[way->program];
	if (labels_find(labels, way))
		return;
	if (labels->count == LIMIT_LABELS)
		labels->count = 0;
	labels_ask(labels, way);
}

/* Opening the debug information takes time: it is done for all that there is to be asked. */
static void answer(struct calling *calling, const struct trace *trace)
{
	for (unsigned i = 0; i < LIMIT_IMAGES; i++) {
		struct labels *labels = &calling->labels[i];

		if (labels->count && !labels->all[labels->count - 1].is_answered)
			naming_answer(trace->images[i], labels);
	}
}

/* About an object; and about the others, of which nothing has been told. */
static void ask(struct calling *calling, const struct trace *trace, unsigned object)
{
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		const struct object_entry *entry = &trace->objects[i];

		for (unsigned k = 0; k < entry->way_count && k < OBJECT_WAYS; k++) {
			if (i != object && !calling->told[i])
				note(calling, &entry->ways[k]);
		}
	}
	/* Last, as those before it may have filled the table. */
	for (unsigned k = 0; k < trace->objects[object].way_count && k < OBJECT_WAYS; k++)
		note(calling, &trace->objects[object].ways[k]);
	answer(calling, trace);
}

/* What has been found out about a way; NULL: nobody has asked yet. */
static const struct label *label_of(const struct calling *calling, const struct label_way *way)
{
	return way->program < LIMIT_IMAGES ? labels_find(&calling->labels[way->program], way)
					   : NULL;
}

static bool has_name(const struct label *label)
{
	return label && label->name[0] && !label->is_vague;
}

/* The ways to an object, those that nobody has asked about yet, too. Returns how many. */
static unsigned find_labels(struct calling *calling, const struct trace *trace, unsigned object,
			    const struct label *labels[OBJECT_WAYS])
{
	const struct object_entry *entry = trace_entry(trace, object);
	unsigned count = entry->way_count < OBJECT_WAYS ? entry->way_count : OBJECT_WAYS;
	bool is_new = false;

	for (unsigned i = 0; i < count; i++) {
		labels[i] = label_of(calling, &entry->ways[i]);
		is_new |= !labels[i];
	}
	if (is_new)
		ask(calling, trace, object);
	for (unsigned i = 0; is_new && i < count; i++)
		labels[i] = label_of(calling, &entry->ways[i]);
	return count;
}

/* --- names ------------------------------------------------------------------------------------ */

/*
 * How good a way is, the best is 0. A pointer to a number that is not at the beginning of anything
 * may go on to the next one.
 */
static unsigned rank_of(const struct label *label, bool is_value)
{
	if (!label->way.hops || (!label->is_indexed && label->way.is_first))
		return 0;
	if (label->is_indexed)
		return label->way.is_first ? 2 : RANKS - 1;
	return label->is_scalar && is_value ? 3 : 1;
}

/* What "*mutex" points to is called as the pointer is, if it is no value. */
static size_t spell(const struct label *label, bool is_value, char out[TRACE_NAME])
{
	const char *name = label->name + (label->name[0] == '*' && !is_value);
	uint32_t size = label->way.size;
	int length = 0;

	if (label->each && label->each == size)
		length = snprintf(out, TRACE_NAME, "%s[%u]", name, label->before / size);
	else if (label->before == 0 && label->size == size)
		length = snprintf(out, TRACE_NAME, "%s", name);
	return length < TRACE_NAME ? (size_t)length : 0;
}

/* Each process has its copy of what is private, by the same name. */
static bool is_taken(const struct calling *calling, const struct trace *trace, unsigned object,
		     const char *name)
{
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		if (i != object && strcmp(calling->names[i], name) == 0 &&
		    trace->objects[i].owner_space == trace->objects[object].owner_space)
			return true;
	}
	return false;
}

/* "semaphores[1]": one of those that the name is of. */
static size_t add_index(char name[TRACE_NAME], size_t length, unsigned nth)
{
	int added;

	if (!length || !nth)
		return length;
	added = snprintf(name + length, TRACE_NAME - length, "[%u]", nth - 1);
	length += (size_t)added;
	return length < TRACE_NAME ? length : 0;
}

/* By one of the ways to it. */
static size_t name_by(const struct calling *calling, const struct trace *trace,
		      const struct label *label, unsigned object, bool is_value,
		      char name[TRACE_NAME])
{
	size_t length = spell(label, is_value, name);

	length = add_index(name, length, trace_entry(trace, object)->nth);
	return length && !is_taken(calling, trace, object, name) ? length : 0;
}

static size_t name_object(struct calling *calling, const struct trace *trace, unsigned object,
			  bool is_value, char name[TRACE_NAME])
{
	const struct label *labels[OBJECT_WAYS];
	unsigned count = find_labels(calling, trace, object, labels);
	size_t length = 0;

	for (unsigned rank = 0; rank < RANKS; rank++) {
		for (unsigned i = 0; i < count; i++) {
			if (!has_name(labels[i]) || rank_of(labels[i], is_value) != rank)
				continue;
			length = name_by(calling, trace, labels[i], object, is_value, name);
			if (!length)
				continue;
			memcpy(calling->names[object], name, TRACE_NAME);
			return length;
		}
	}
	return 0;
}

/* By the function that this address is in. */
static size_t name_process(struct calling *calling, const struct trace *trace,
			   const struct record *record, char name[TRACE_NAME])
{
	const struct label_way way = {.base = LABEL_FUNCTION,
				      .function = (uint32_t)record->value,
				      .program = (uint16_t)record->argument};
	const struct label *label;

	if (!label_of(calling, &way)) {
		note(calling, &way);
		answer(calling, trace);
	}
	label = label_of(calling, &way);
	if (!has_name(label))
		return 0;
	memcpy(name, label->name, TRACE_NAME);
	return strlen(name);
}

/* --- records ---------------------------------------------------------------------------------- */

/* What an object is: what is done to it as to a value may turn out to be something else later. */
static enum object_kind kind_of(const struct trace *trace, const struct record *record)
{
	unsigned operation =
		record->operation == OP_PARK ? (unsigned)record->value : record->operation;

	return operation_row(operation)->kind == OBJECT_VALUE
		       ? OBJECT_VALUE
		       : (enum object_kind)trace_entry(trace, record->object)->kind;
}

/* What has been a value may turn out to be something else, and is told once more. */
bool calling_has_to_tell(const struct calling *calling, const struct trace *trace,
			 const struct record *record)
{
	unsigned object = record->object % LIMIT_OBJECTS;
	uint8_t told = calling->told[object];

	if (!object || record->operation == OP_CALLED)
		return record->operation == OP_CALLED;
	return trace->objects[object].way_count && record->operation != OP_NAME &&
	       (!told || (told == OBJECT_VALUE && kind_of(trace, record) != OBJECT_VALUE));
}

/* In as many records as it needs. */
static size_t put(struct record record, const char *name, size_t length,
		  struct record out[CALLING_RECORDS])
{
	size_t count = 0;

	for (size_t at = 0; at < length && count < CALLING_RECORDS; at += RECORD_TEXT) {
		size_t piece = length - at < RECORD_TEXT ? length - at : RECORD_TEXT;

		record.flags = at + piece < length ? RECORD_MORE : 0;
		record.text_length = (uint8_t)piece;
		memset(record.text, 0, sizeof(record.text));
		memcpy(record.text, name + at, piece);
		out[count++] = record;
	}
	return count;
}

size_t calling_tell(struct calling *calling, const struct trace *trace, const struct record *record,
		    struct record out[CALLING_RECORDS])
{
	struct record called = {.operation = OP_CALLED,
				.stamp = record->stamp,
				.actor = record->actor,
				.object = record->object % LIMIT_OBJECTS};
	char name[TRACE_NAME] = "";

	if (!called.object)
		return put(called, name, name_process(calling, trace, record, name), out);
	called.argument = kind_of(trace, record);
	calling->told[called.object] = (uint8_t)called.argument;
	return put(
		called, name,
		name_object(calling, trace, called.object, called.argument == OBJECT_VALUE, name),
		out);
}
