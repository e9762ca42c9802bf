/* A queue, made of a pipe, locks and a semaphore: what waits in it, and how deep it was. */
#include <inttypes.h>
#include <string.h>
#include "model/composite.h"
#include "model/object_type.h"

static void remember_depth(struct composite_state *queue)
{
	enum { DEPTHS = sizeof queue->depths };
	uint8_t depth = queue->depth < UINT8_MAX ? (uint8_t)queue->depth : UINT8_MAX;
	if (queue->depth_count == DEPTHS)
		memmove(queue->depths, queue->depths + 1, DEPTHS - 1);
	else
		queue->depth_count++;
	queue->depths[queue->depth_count - 1] = depth;
}

static void put(const struct stage *stage, struct composite_state *queue,
		const struct record *record)
{
	struct item item = {.id = record->argument, .process = record->process};
	composite_content(stage, record, item.text, sizeof item.text);
	composite_insert(queue, queue->count, &item);
	composite_put(queue);
	remember_depth(queue);
}

static void take(struct stage *stage, struct object *object, const struct record *record)
{
	struct composite_state *queue = &object->composite;
	composite_take(queue, object, &stage->processes[record->process], record);
	struct item *item = composite_find(queue, record->argument);
	if (item)
		composite_remove(queue, (unsigned)(item - queue->items));
	remember_depth(queue);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct composite_state *queue = &object->composite;
	if (record->operation == OP_NAME)
		queue->capacity = object->size;
	else if (record->operation == OP_ITEM_PUT)
		put(stage, queue, record);
	else if (record->operation == OP_ITEM_TAKE)
		take(stage, object, record);
	else if (record->operation == OP_ITEM_DONE)
		composite_done(queue, object, &stage->processes[record->process], record);
}

/* Words. */

static void say_item(const struct object *object, uint64_t id, struct words *words)
{
	const struct composite_state *queue = &object->composite;
	for (unsigned i = 0; i < queue->count; i++)
		if (queue->items[i].id == id) {
			words_add(words, "%s", queue->items[i].text);
			return;
		}
	words_add(words, "item %" PRIu64, id);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	char text[RECORD_TEXT + 1];
	switch (record->operation) {
	case OP_SCOPE_OPEN:
		composite_say_scope(stage, object, record, words);
		break;
	case OP_ITEM_PUT:
		composite_content(stage, record, text, sizeof text);
		words_add(words, "%u puts %s into %s", record->process, text, object->name);
		break;
	case OP_ITEM_TAKE:
		words_add(words, "%u takes ", record->process);
		say_item(object, record->argument, words);
		words_add(words, " out of %s", object->name);
		break;
	case OP_ITEM_DONE:
		words_add(words, "%u is done with %s", record->process,
			  stage->processes[record->process].item_text);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct process *process, struct words *words)
{
	(void)stage;
	const char *word = composite_word(object, process);
	if (strcmp(word, "put") == 0)
		words_add(words, "put an item into %s", object->name);
	else if (strcmp(word, "get") == 0)
		words_add(words, "take an item out of %s", object->name);
	else if (word[0])
		words_add(words, "%s %s", word, object->name);
}

/* An empty or a full queue is the reason; otherwise it is one of its parts, which knows better. */
static void say_wait(const struct stage *stage, const struct object *object,
		     const struct process *process, struct words *words)
{
	(void)stage;
	const struct composite_state *queue = &object->composite;
	const char *word = composite_word(object, process);
	if (strcmp(word, "get") == 0 && queue->depth == 0)
		words_add(words, "an item in %s, which is empty", object->name);
	else if (strcmp(word, "put") == 0 && queue->capacity && queue->depth >= queue->capacity)
		words_add(words, "room in %s, which is full", object->name);
	else if (strcmp(word, "join") == 0)
		words_add(words, "all items of %s to be done", object->name);
}

const struct object_type object_type_queue = {
	.word = "queue",
	.fold = fold,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
