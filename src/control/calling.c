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
	struct labels labels[LIMIT_PROGRAMS];  /* what is known of each program */
	char names[LIMIT_OBJECTS][TRACE_NAME]; /* of this run; "" none */
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
}

/* --- ways ------------------------------------------------------------------------------------- */

/* All at once: the debug information is opened for it. */
static void ask(struct calling *calling, const struct trace *trace, const struct label_way *ways,
		unsigned count)
{
	struct labels *labels;
	uint32_t known;

	for (unsigned program = 0; program < LIMIT_PROGRAMS; program++) {
		labels = &calling->labels[program];
		known = labels->count;
		for (unsigned i = 0; i < count; i++) {
			if (ways[i].program == program && !labels_find(labels, &ways[i]))
				labels_ask(labels, &ways[i]);
		}
		if (labels->count != known)
			naming_answer(trace->programs[program], labels);
	}
}

static const struct label *answer_to(const struct calling *calling, const struct label_way *way)
{
	const struct label *label = way->program < LIMIT_PROGRAMS
					    ? labels_find(&calling->labels[way->program], way)
					    : NULL;

	return label && label->name[0] && !label->is_vague ? label : NULL;
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
static size_t add_index(char name[TRACE_NAME], size_t length, uint64_t nth)
{
	int added;

	if (!length || !nth)
		return length;
	added = snprintf(name + length, TRACE_NAME - length, "[%llu]", (unsigned long long)nth - 1);
	length += (size_t)added;
	return length < TRACE_NAME ? length : 0;
}

static size_t name_object(struct calling *calling, const struct trace *trace,
			  const struct record *record, char name[TRACE_NAME])
{
	unsigned object = record->object % LIMIT_OBJECTS;
	const struct object_entry *entry = &trace->objects[object];
	unsigned count = entry->way_count < OBJECT_WAYS ? entry->way_count : OBJECT_WAYS;
	bool is_value = record->argument == OBJECT_VALUE;

	ask(calling, trace, entry->ways, count);
	for (unsigned rank = 0; rank < RANKS; rank++) {
		for (unsigned i = 0; i < count; i++) {
			const struct label *label = answer_to(calling, &entry->ways[i]);
			size_t length;

			if (!label || rank_of(label, is_value) != rank)
				continue;
			length = spell(label, is_value, name);
			length = add_index(name, length, record->value);
			if (length && !is_taken(calling, trace, object, name)) {
				memcpy(calling->names[object], name, TRACE_NAME);
				return length;
			}
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

	ask(calling, trace, &way, 1);
	label = answer_to(calling, &way);
	if (!label)
		return 0;
	memcpy(name, label->name, TRACE_NAME);
	return strlen(name);
}

size_t calling_name(struct calling *calling, const struct trace *trace, const struct record *record,
		    char name[TRACE_NAME])
{
	memset(name, 0, TRACE_NAME);
	return record->object ? name_object(calling, trace, record, name)
			      : name_process(calling, trace, record, name);
}
