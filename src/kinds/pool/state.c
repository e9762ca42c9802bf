/* A pool: its tasks, who works on which, and their results. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "kinds/composite/state.h"
#include "model/kind.h"

/* Where a task with this id belongs; tasks are kept by id. */
static unsigned place_of(const struct composite_state *pool, uint64_t id)
{
	unsigned at = pool->count;
	while (at > 0 && pool->items[at - 1].id > id)
		at--;
	return at;
}

/* When there are more tasks than are kept, the finished ones make room. */
static void make_room(struct composite_state *pool)
{
	for (unsigned i = 0; i < pool->count && pool->count == COMPOSITE_ITEMS; i++)
		if (pool->items[i].stage == ITEM_FINISHED)
			composite_remove(pool, i);
}

/* How a task is shown: by its argument when that says something, else by its number. */
static void task_content(const struct stage *stage, const struct record *record, char *out,
			 size_t size)
{
	composite_content(stage, record, out, size);
	if (strncmp(out, "0x", 2) == 0 || out[0] == '(' || record->size == 0)
		snprintf(out, size, "#%" PRIu64, record->argument);
}

static void put(const struct stage *stage, struct composite_state *pool,
		const struct record *record)
{
	struct item item = {.id = record->argument, .actor = record->actor};
	task_content(stage, record, item.text, sizeof item.text);
	make_room(pool);
	composite_insert(pool, place_of(pool, item.id), &item);
	composite_put(pool, record);
}

static void take(struct stage *stage, struct object *object, const struct record *record)
{
	struct composite_state *pool = composite_own(object);
	composite_take(pool, object, &stage->actors[record->actor], record);
	struct item *item = composite_find(pool, record->argument);
	if (!item)
		return;
	item->stage = ITEM_TAKEN;
	item->actor = record->actor;
}

static void done(struct stage *stage, struct object *object, const struct record *record)
{
	struct composite_state *pool = composite_own(object);
	composite_done(pool, object, &stage->actors[record->actor], record);
	struct item *item = composite_find(pool, record->argument);
	if (!item)
		return;
	item->stage = ITEM_FINISHED;
	composite_content(stage, record, item->result, sizeof item->result);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	if (record->operation == OP_NAME)
		composite_own(object)->capacity = object->size;
	else if (record->operation == OP_ITEM_PUT)
		put(stage, composite_own(object), record);
	else if (record->operation == OP_ITEM_TAKE)
		take(stage, object, record);
	else if (record->operation == OP_ITEM_DONE)
		done(stage, object, record);
}

/* A worker that ends in the middle of a task takes it with it. */
static void leave(struct object *object, const struct actor *actor)
{
	struct composite_state *pool = composite_own(object);
	if (actor->item_object != object->number)
		return;
	pool->lost++;
	struct item *item = composite_find(pool, actor->item);
	if (item)
		item->stage = ITEM_LOST;
}

/* The first task that was lost with its worker, or NULL. */
static const struct item *lost_task(const struct object *object)
{
	const struct composite_state *pool = composite_of(object);
	for (unsigned i = 0; i < pool->count; i++)
		if (pool->items[i].stage == ITEM_LOST)
			return &pool->items[i];
	return NULL;
}

/* The call in which a worker pulls its next task (libmp). */
static const char pulling[] = "get task";

static bool is_worker(const struct object *object, const struct actor *actor)
{
	return (set_has(composite_of(object)->takers, actor->number)) ||
	       strcmp(composite_word(object, actor), pulling) == 0;
}

/* The set of workers that are left. */
static struct set workers_of(const struct stage *stage, const struct object *object)
{
	struct set workers = stage_alive(stage);
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (!is_worker(object, &stage->actors[i]))
			set_remove(&workers, i);
	return workers;
}

/* The set of workers that wait inside a task of this pool; none unless all that are left do. */
static struct set nested(const struct stage *stage, const struct object *object)
{
	struct set workers = workers_of(stage, object);
	for (struct set left = workers; !set_is_empty(left); set_drop_first(&left)) {
		const struct actor *worker = &stage->actors[set_first(left)];
		if (worker->item_object != object->number || worker->activity == ACTIVITY_RUNS)
			return set_none();
	}
	return workers;
}

/* What a process that waits in a call of the pool has not got from it. */
enum lack { LACK_NOTHING, LACK_OTHER_TASK, LACK_TASK, LACK_LOST, LACK_RESULTS };

/* Other calls, and those that lack nothing, wait for one of the pool's parts. */
static enum lack lack_of(const struct object *object, const struct actor *actor)
{
	const struct composite_state *pool = composite_of(object);
	const char *word = composite_word(object, actor);
	if (strcmp(word, pulling) == 0)
		return pool->depth == 0 ? LACK_TASK : LACK_NOTHING;
	if (strcmp(word, "get result") != 0 && strcmp(word, "join") != 0)
		return LACK_NOTHING;
	if (actor->item_object == object->number)
		return LACK_OTHER_TASK;
	if (lost_task(object))
		return LACK_LOST;
	return pool->put > pool->done ? LACK_RESULTS : LACK_NOTHING;
}

static void wait_for_result(const struct object *object, struct set workers, struct wait *wait)
{
	const struct item *lost = lost_task(object);
	struct words words = words_begin(wait->lack, sizeof wait->lack);
	wait->others = false;
	if (lost) {
		wait->enders = set_of(lost->actor);
		wait->by = "lost with";
		words_add(&words, "task %" PRIu64, lost->id);
		return;
	}
	wait->enders = workers;
	wait->others = set_is_empty(workers);
	wait->by = "done by";
	words_count(&words, composite_of(object)->put - composite_of(object)->done, "task");
}

/* When nothing is missing it is one of the pool's parts that is in the way. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	struct set self = set_of(actor->number);
	struct set workers = workers_of(stage, object);
	switch (lack_of(object, actor)) {
	case LACK_NOTHING:
		return false;
	case LACK_TASK:
		wait->enders = composite_of(object)->putters;
		wait->others = true;
		wait->by = "filled by";
		snprintf(wait->lack, sizeof wait->lack, "no task");
		return true;
	case LACK_OTHER_TASK:
		/* It cannot do it itself; only where there is no other worker it should. */
		wait_for_result(object, set_is_in(workers, self) ? self : set_minus(workers, self),
				wait);
		return true;
	case LACK_LOST:
	case LACK_RESULTS:
		wait_for_result(object, workers, wait);
		return true;
	}
	return false;
}

/* Words. */

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	char text[RECORD_TEXT + 1];
	switch (record->operation) {
	case OP_SCOPE_OPEN:
		composite_say_scope(stage, object, record, words);
		break;
	case OP_ITEM_PUT:
		words_add(words, "%u puts task %" PRIu64 " into %s", record->actor,
			  record->argument, object->name);
		break;
	case OP_ITEM_TAKE:
		words_add(words, "%u begins task %" PRIu64, record->actor, record->argument);
		break;
	case OP_ITEM_DONE:
		composite_content(stage, record, text, sizeof text);
		words_add(words, "%u finishes task %" PRIu64 ": %s", record->actor,
			  record->argument, text);
		break;
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	static const struct {
		const char *word, *format;
	} calls[] = {{pulling, "take a task of %s"},
		     {"submit", "submit a task to %s"},
		     {"give result", "give its result to %s"},
		     {"get result", "get a result of %s"}};
	const char *word = composite_word(object, actor);
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
		if (strcmp(word, calls[i].word) == 0) {
			words_add(words, calls[i].format, object->name);
			return;
		}
	if (word[0])
		words_add(words, "%s %s", word, object->name);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	const struct composite_state *pool = composite_of(object);
	const struct item *lost = lost_task(object);
	switch (lack_of(object, actor)) {
	case LACK_NOTHING:
		break;
	case LACK_OTHER_TASK:
		words_add(words, "another task of %s, in the middle of its own task %" PRIu64,
			  object->name, actor->item);
		break;
	case LACK_TASK:
		words_add(words, "a task of %s: there is none", object->name);
		break;
	case LACK_LOST:
		words_add(words, "the result of task %" PRIu64 ", lost with %u", lost->id,
			  lost->actor);
		break;
	case LACK_RESULTS:
		words_count(words, pool->put - pool->done, "task");
		words_add(words, " of %s to be finished", object->name);
		break;
	}
}

static void say_never(const struct stage *stage, const struct object *object, struct words *words)
{
	const struct item *lost = lost_task(object);
	int workers = set_count(nested(stage, object));
	if (lost)
		words_add(words, " Worker %u %s in task %" PRIu64 ": its result never comes.",
			  lost->actor,
			  stage->actors[lost->actor].activity == ACTIVITY_KILLED ? "was killed"
										 : "ended",
			  lost->id);
	if (workers > 1)
		words_add(words, " All %d workers are", workers);
	else if (workers == 1)
		words_add(words, " The only worker is");
	if (workers > 0)
		words_add(words, " in the middle of a task: nobody is left to do another.");
}

const struct kind_model pool_model = {
	.state_size = sizeof(struct composite_state),
	.item = composite_item,
	.fold = fold,
	.leave = leave,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
	.say_never = say_never,
};
