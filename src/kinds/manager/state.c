/* A manager of libmp: a server process, the objects that it keeps, and who waits for its replies.
 */
#include <inttypes.h>
#include <string.h>
#include "kinds/composite/state.h"
#include "model/kind.h"

/* The server has made an object, or says what is in it now. */
static void put(const struct stage *stage, struct composite_state *manager,
		const struct record *record)
{
	struct item item = {.id = record->argument, .actor = record->actor};
	struct item *known = composite_find(manager, record->argument);
	composite_content(stage, record, item.text, sizeof item.text);
	set_add(&manager->putters, record->actor);
	manager->put++;
	if (known)
		*known = item;
	else
		composite_insert(manager, manager->count, &item);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	if (record->operation == OP_ITEM_PUT)
		put(stage, composite_own(object), record);
}

/* The call that the server itself is in (libmp). */
static const char serving[] = "serve";

static bool serves(const struct object *object, const struct actor *actor)
{
	return strcmp(composite_word(object, actor), serving) == 0;
}

/* Who waits in a call waits for the server; whether that waits for another client is not said. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)stage;
	wait->enders = serves(object, actor) ? set_none() : composite_of(object)->putters;
	wait->others = true;
	wait->by = serves(object, actor) ? "asked by" : "answered by";
	return composite_word(object, actor)[0] != '\0';
}

/* Words. */

/* That the server waits for the next request is not worth a line. */
static bool is_serving(const struct record *record)
{
	return record->text_length == sizeof serving - 1 &&
	       memcmp(record->text, serving, sizeof serving - 1) == 0;
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	char text[RECORD_TEXT + 1];
	if (record->operation == OP_SCOPE_OPEN && !is_serving(record)) {
		composite_say_scope(stage, object, record, words);
	} else if (record->operation == OP_ITEM_PUT) {
		composite_content(stage, record, text, sizeof text);
		words_add(words, "%u keeps object %" PRIu64 ": %s", record->actor, record->argument,
			  text);
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	const char *word = composite_word(object, actor);
	if (serves(object, actor))
		words_add(words, "serve a request");
	else if (word[0])
		words_add(words, "ask %s: %s", object->name, word);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	const char *word = composite_word(object, actor);
	if (serves(object, actor))
		words_add(words, "a request");
	else if (word[0])
		words_add(words, "%s to answer: %s", object->name, word);
}

const struct kind_model manager_model = {
	.state_size = sizeof(struct composite_state),
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
