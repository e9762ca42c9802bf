/*
 * A regular file: what is in it, as far as it was seen to be read and written.
 *
 * A file that holds one number is a value: reading it from its beginning loads it, writing it
 * there stores it, and updates get lost as they do in memory.
 */
#include "kinds/file/state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "kinds/value/state.h"
#include "model/kind.h"

/* The bytes that a call moved and its record holds. */
static size_t seen(const struct record *record)
{
	size_t length = record->text_length < RECORD_TEXT ? record->text_length : RECORD_TEXT;
	return record->error ? 0 : length;
}

/* Whether what was read or written is the whole of a number: "12" and the end of the line. */
static bool is_number(const struct record *record, uint64_t *number)
{
	char text[RECORD_TEXT + 1] = "", *end;
	size_t length = seen(record);
	if (record_offset(record->argument) != 0 || record->error || record->value != length)
		return false;
	memcpy(text, record->text, length);
	errno = 0;
	*number = (uint64_t)strtoll(text, &end, 10);
	return errno == 0 && end != text && (*end == '\0' || strcmp(end, "\n") == 0);
}

static void keep(struct file_state *file, const struct record *record)
{
	uint64_t at = record_offset(record->argument), end = at + record->value;
	size_t length = seen(record);
	for (size_t i = 0; i < record->value && at + i < FILE_CONTENT; i++)
		file->content[at + i] = i < length ? record->text[i] : '?';
	if (end > file->length)
		file->length = (uint32_t)end;
	file->known = true;
}

/* A number that is added to a text makes it no value. */
static void transfer(struct stage *stage, struct object *object, const struct record *record)
{
	struct file_state *file = file_own(object);
	bool first = !file->known, reads = record->operation == OP_READ;
	uint64_t number;
	if (record->error || record->value == 0)
		return;
	keep(file, record);
	if (!is_number(record, &number)) {
		file->is_number = false;
		return;
	}
	file->is_number |= first;
	if (file->is_number && reads)
		value_load(stage, object, record->actor, number);
	else if (file->is_number)
		value_store(stage, object, record->actor, number);
}

static void truncate_to(struct file_state *file, uint32_t length)
{
	for (uint32_t i = length; i < FILE_CONTENT; i++)
		file->content[i] = '\0';
	file->length = length;
	if (length == 0)
		file->known = file->is_number = false;
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct file_state *file = file_own(object);
	if (record->error)
		return;
	switch (record->operation) {
	case OP_OPEN:
		set_add(&file->open, record->actor);
		truncate_to(file, record->size);
		break;
	case OP_READ:
	case OP_WRITE:
		set_add(&file->open, record->actor);
		transfer(stage, object, record);
		break;
	case OP_TRUNCATE:
		truncate_to(file, record->size);
		break;
	case OP_CLOSE:
		if (record->value)
			set_remove(&file->open, record->actor);
		break;
	}
}

static void leave(struct object *object, const struct actor *actor)
{
	set_remove(&file_own(object)->open, actor->number);
}

static void inherit(struct object *object, unsigned parent, unsigned child)
{
	if (set_has(file_of(object)->open, parent))
		set_add(&file_own(object)->open, child);
}

/* Words. */

static void say_content(const struct record *record, struct words *words)
{
	char text[STAGE_NOTE];
	uint64_t number;
	if (is_number(record, &number)) {
		value_say_content(number, 0, words);
		return;
	}
	say_bytes(record->text, seen(record), record->value, text, sizeof text);
	words_add(words, "%s", text);
}

static void say_offset(const struct record *record, struct words *words)
{
	if (record_offset(record->argument))
		words_add(words, " at byte %" PRIu64, record_offset(record->argument));
}

static void say_read(const struct object *object, const struct record *record, struct words *words)
{
	if (record->value == 0 && record->size > 0) {
		words_add(words, "%u has read %s to its end", record->actor, object->name);
		return;
	}
	words_add(words, "%u reads ", record->actor);
	say_content(record, words);
	words_add(words, " from %s", object->name);
	say_offset(record, words);
}

static void say_write(const struct object *object, const struct record *record, struct words *words)
{
	uint64_t number;
	words_add(words, "%u writes ", record->actor);
	say_content(record, words);
	words_add(words, " into %s", object->name);
	say_offset(record, words);
	if (file_of(object)->is_number && is_number(record, &number))
		value_say_lost(object, record->actor, words);
}

static void say_failed(const struct object *object, const struct record *record,
		       struct words *words)
{
	const char *verb = record->operation == OP_READ	   ? "read"
			   : record->operation == OP_WRITE ? "write into"
							   : operation_word(record->operation);
	words_add(words, "%u cannot %s %s: %s", record->actor, verb, object->name,
		  strerror(record->error));
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	if (record->operation == OP_NAME)
		return;
	if (record->error) {
		say_failed(object, record, words);
		return;
	}
	switch (record->operation) {
	case OP_OPEN:
		words_add(words, "%u opens %s", record->actor, object->name);
		break;
	case OP_READ:
		say_read(object, record, words);
		break;
	case OP_WRITE:
		say_write(object, record, words);
		break;
	case OP_SEEK:
		words_add(words, "%u goes to byte %" PRIu64 " of %s", record->actor,
			  record_offset(record->argument), object->name);
		break;
	case OP_TRUNCATE:
		words_add(words, "%u makes %s ", record->actor, object->name);
		words_count(words, record->size, "byte");
		words_add(words, " long");
		break;
	case OP_SYNC:
		words_add(words, "%u waits until %s is on the disk", record->actor, object->name);
		break;
	case OP_CLOSE:
		words_add(words, "%u closes %s", record->actor, object->name);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	const char *verb = actor->next.operation == OP_WRITE
				   ? "write into"
				   : operation_word(actor->next.operation);
	words_add(words, "%s %s", verb, object->name);
}

static const struct value_state *number_in(const struct object *object)
{
	return file_of(object)->is_number ? &file_of(object)->value : NULL;
}

const struct kind_model file_model = {
	.state_size = sizeof(struct file_state),
	.value = number_in,
	.say_pattern = value_say_pattern,
	.fold = fold,
	.leave = leave,
	.inherit = inherit,
	.say = say,
	.say_next = say_next,
	.say_wait = say_next, /* nobody waits for a file itself */
};
