/* What a queue and a pool have in common. */
#include "base/printable.h"
#include "kinds/composite/state.h"

#include <inttypes.h>
#include <string.h>

const struct item *composite_item(const struct object *object, uint64_t id)
{
	const struct composite_state *composite = composite_of(object);
	for (unsigned i = 0; i < composite->count; i++)
		if (composite->items[i].id == id)
			return &composite->items[i];
	return NULL;
}

struct item *composite_find(struct composite_state *composite, uint64_t id)
{
	for (unsigned i = 0; i < composite->count; i++)
		if (composite->items[i].id == id)
			return &composite->items[i];
	return NULL;
}

void composite_insert(struct composite_state *composite, unsigned at, const struct item *item)
{
	if (composite->count == COMPOSITE_ITEMS || at > composite->count)
		return;
	struct item *place = &composite->items[at];
	memmove(place + 1, place, (composite->count - at) * sizeof *place);
	*place = *item;
	composite->count++;
}

void composite_remove(struct composite_state *composite, unsigned at)
{
	struct item *place = &composite->items[at];
	composite->count--;
	memmove(place, place + 1, (composite->count - at) * sizeof *place);
}

void composite_put(struct composite_state *composite, const struct record *record)
{
	set_add(&composite->putters, record->actor);
	composite->put++;
	if (composite->depth < UINT16_MAX)
		composite->depth++;
	if (composite->depth > composite->most)
		composite->most = composite->depth;
}

void composite_take(struct composite_state *composite, struct object *object, struct actor *actor,
		    const struct record *record)
{
	const struct item *item = composite_find(composite, record->argument);
	composite->taken++;
	set_add(&composite->takers, actor->number);
	if (composite->depth > 0)
		composite->depth--;
	actor->item_object = object->number;
	actor->item = record->argument;
	memset(actor->item_text, 0, sizeof actor->item_text);
	if (item)
		memcpy(actor->item_text, item->text, sizeof item->text);
}

void composite_done(struct composite_state *composite, const struct object *object,
		    struct actor *actor, const struct record *record)
{
	composite->done++;
	if (actor->item_object == object->number && actor->item == record->argument)
		actor->item_object = 0;
}

uint32_t composite_unfinished(const struct composite_state *composite)
{
	return composite->put > composite->done ? composite->put - composite->done : 0;
}

void composite_content(const struct stage *stage, const struct record *record, char *out,
		       size_t size)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	if (length > 0) {
		say_bytes(text, length, record->size > length ? record->size : length, out, size);
		return;
	}
	struct words words = words_begin(out, size);
	words_add(&words, "%" PRId64, (int64_t)record->value);
}

void composite_say_scope(const struct stage *stage, const struct object *object,
			 const struct record *record, struct words *words)
{
	char text[STAGE_REPORT], word[RECORD_TEXT + 1];
	printable_copy(word, sizeof word, text, stage_text(stage, record, text));
	words_add(words, "%u calls %s of %s", record->actor, word, object->name);
}

bool composite_told(const struct record *record, const char *word)
{
	size_t length = strlen(word);
	return record->operation == OP_TELL && record->text_length == length &&
	       memcmp(record->text, word, length) == 0;
}

const char *composite_word(const struct object *object, const struct actor *actor)
{
	for (unsigned i = 0; i < actor->scope_depth && i < STAGE_SCOPES; i++)
		if (actor->scopes[i].object == object->number)
			return actor->scopes[i].word;
	return "";
}
