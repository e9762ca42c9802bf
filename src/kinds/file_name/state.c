#include "kinds/file_name/state.h"

#include <errno.h>
#include <string.h>
#include "model/kind.h"

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct file_name_state *name = file_name_own(object);

	(void)stage;
	if (record->operation != OP_ASK_NAME && record->operation != OP_CHANGE_NAME)
		return;
	name->known = true;
	name->is_there = record->value;
}

/* "unlink" */
static void add_call(const struct record *record, struct words *words)
{
	words_add(words, "%.*s", (int)record->text_length, record->text);
}

static void say_asked(const struct object *object, const struct record *record, struct words *words)
{
	words_add(words, "%u asks for %s (", record->actor, object->name);
	add_call(record, words);
	if (record->error == 0)
		words_add(words, "): it is there");
	else if (record->error == ENOENT)
		words_add(words, "): it is not there");
	else
		words_add(words, "): %s", strerror(record->error));
}

static void say_changed(const struct object *object, const struct record *record,
			struct words *words)
{
	words_add(words, "%u %s %s (", record->actor, record->error ? "cannot change" : "changes",
		  object->name);
	add_call(record, words);
	if (record->error)
		words_add(words, "): %s", strerror(record->error));
	else
		words_add(words, "): it is %sthere now", record->value ? "" : "not ");
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	if (record->operation == OP_ASK_NAME)
		say_asked(object, record, words);
	else if (record->operation == OP_CHANGE_NAME)
		say_changed(object, record, words);
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	words_add(words, actor->next.operation == OP_CHANGE_NAME ? "change %s" : "ask for %s",
		  object->name);
}

const struct kind_model file_name_model = {
	.state_size = sizeof(struct file_name_state),
	.fold = fold,
	.say = say,
	.say_next = say_next,
	.say_wait = say_next, /* nobody waits for a name */
};
