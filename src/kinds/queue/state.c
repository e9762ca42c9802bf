/* A queue, made of a pipe, locks and a semaphore: what waits in it, and how deep it was. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "kinds/composite/state.h"
#include "model/actor.h"
#include "model/kind.h"

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
	struct item item = {.id = record->argument, .actor = record->actor};
	composite_content(stage, record, item.text, sizeof item.text);
	composite_insert(queue, queue->count, &item);
	composite_put(queue, record);
	remember_depth(queue);
}

static void take(struct stage *stage, struct object *object, const struct record *record)
{
	struct composite_state *queue = composite_own(object);
	composite_take(queue, object, &stage->actors[record->actor], record);
	struct item *item = composite_find(queue, record->argument);
	if (item)
		composite_remove(queue, (unsigned)(item - queue->items));
	remember_depth(queue);
}

/* A joinable queue tells that it is one, and then when a task is done. */
static void be_told(struct stage *stage, struct object *object, const struct record *record)
{
	struct actor *actor = &stage->actors[record->actor];
	if (!composite_of(object)->joinable) {
		composite_own(object)->joinable = true;
		return;
	}
	composite_own(object)->done++;
	if (actor->item_object == object->number)
		actor->item_object = 0;
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct composite_state *queue = composite_own(object);
	if (record->operation == OP_NAME)
		queue->capacity = object->size;
	else if (record->operation == OP_ITEM_PUT)
		put(stage, queue, record);
	else if (record->operation == OP_ITEM_TAKE)
		take(stage, object, record);
	else if (record->operation == OP_ITEM_DONE)
		composite_done(queue, object, &stage->actors[record->actor], record);
	else if (record->operation == OP_TELL)
		be_told(stage, object, record);
}

/* What a process that waits in a call of the queue has not got from it. */
enum lack { LACK_NOTHING, LACK_ITEM, LACK_ROOM, LACK_DONE };

static enum lack lack_of(const struct object *object, const struct actor *actor)
{
	const struct composite_state *queue = composite_of(object);
	const char *word = composite_word(object, actor);
	if (strcmp(word, "get") == 0 && queue->depth == 0)
		return LACK_ITEM;
	if (strcmp(word, "put") == 0 && queue->capacity && queue->depth >= queue->capacity)
		return LACK_ROOM;
	return strcmp(word, "join") == 0 ? LACK_DONE : LACK_NOTHING;
}

/* When nothing is missing it is one of the queue's parts that is in the way. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)stage;
	static const struct {
		const char *lack, *by;
	} words[] = {[LACK_NOTHING] = {"", ""},
		     [LACK_ITEM] = {"empty", "filled by"},
		     [LACK_ROOM] = {"full", "emptied by"},
		     [LACK_DONE] = {"not done", "finished by"}};
	enum lack lack = lack_of(object, actor);
	wait->enders =
		lack == LACK_ITEM ? composite_of(object)->putters : composite_of(object)->takers;
	wait->others = true;
	wait->by = words[lack].by;
	snprintf(wait->lack, sizeof wait->lack, "%s", words[lack].lack);
	return lack != LACK_NOTHING;
}

/* Words. */

static void say_item(const struct object *object, uint64_t id, struct words *words)
{
	const struct composite_state *queue = composite_of(object);
	for (unsigned i = 0; i < queue->count; i++)
		if (queue->items[i].id == id) {
			words_add(words, "%s", queue->items[i].text);
			return;
		}
	words_add(words, "item %" PRIu64, id);
}

static void say_not_done(uint32_t tasks, const char *before, struct words *words)
{
	words_add(words, "%s%" PRIu32 " %s not", before, tasks, tasks == 1 ? "is" : "are");
}

static void say_done(const struct object *object, const struct record *record, struct words *words)
{
	uint32_t unfinished = composite_unfinished(composite_of(object));
	words_add(words, "%u says that a task of %s is done: ", record->actor, object->name);
	if (unfinished > 1)
		say_not_done(unfinished - 1, "", words);
	else
		words_add(words, "all are");
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
		words_add(words, "%u puts %s into %s", record->actor, text, object->name);
		break;
	case OP_ITEM_TAKE:
		words_add(words, "%u takes ", record->actor);
		say_item(object, record->argument, words);
		words_add(words, " out of %s", object->name);
		break;
	case OP_ITEM_DONE:
		words_add(words, "%u is done with %s", record->actor,
			  stage->actors[record->actor].item_text);
		break;
	case OP_TELL:
		if (composite_of(object)->joinable)
			say_done(object, record, words);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	const char *word = composite_word(object, actor);
	if (strcmp(word, "put") == 0)
		words_add(words, "put an item into %s", object->name);
	else if (strcmp(word, "get") == 0)
		words_add(words, "take an item out of %s", object->name);
	else if (strcmp(word, "join") == 0)
		words_add(words, "wait until all of %s is done", object->name);
	else if (strcmp(word, "task_done") == 0)
		words_add(words, "say that a task of %s is done", object->name);
	else if (strcmp(word, "empty") == 0 || strcmp(word, "full") == 0)
		words_add(words, "ask whether %s is %s", object->name, word);
	else if (word[0])
		words_add(words, "%s %s", word, object->name);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	static const char *const formats[] = {[LACK_ITEM] = "an item in %s, which is empty",
					      [LACK_ROOM] = "room in %s, which is full",
					      [LACK_DONE] = "all tasks of %s to be done"};
	enum lack lack = lack_of(object, actor);
	if (lack != LACK_NOTHING)
		words_add(words, formats[lack], object->name);
	if (lack == LACK_DONE)
		say_not_done(composite_unfinished(composite_of(object)), ": ", words);
}

/* Whether somebody waits in a call of the queue for this. */
static bool somebody_lacks(const struct stage *stage, const struct object *object, enum lack lack)
{
	for (struct set left = stage_alive(stage); !set_is_empty(left); set_drop_first(&left)) {
		const struct actor *actor = &stage->actors[set_first(left)];
		if (actor_whole(actor) == object->number && lack_of(object, actor) == lack)
			return true;
	}
	return false;
}

static void say_never(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct composite_state *queue = composite_of(object);
	if (somebody_lacks(stage, object, LACK_ITEM))
		words_add(words, " Nobody who is left will put anything into %s.", object->name);
	if (!somebody_lacks(stage, object, LACK_DONE))
		return;
	words_add(words,
		  " Of %" PRIu32 " tasks that were put into %s %" PRIu32 " were taken and %" PRIu32
		  " said to be done.",
		  queue->put, object->name, queue->taken, queue->done);
}

const struct kind_model queue_model = {
	.state_size = sizeof(struct composite_state),
	.item = composite_item,
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
	.say_never = say_never,
};
