/* A shared mapping: only that it is there; what is in it are values. */
#include "model/kind.h"

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	(void)stage;
	if (record->operation == OP_MAP)
		object->size = record->size;
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	(void)object;
	if (record->operation != OP_MAP)
		return;
	words_add(words, "%u maps ", record->actor);
	words_count(words, record->size, "byte");
	words_add(words, " of shared memory");
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	words_add(words, "%s %s", operation_word(actor->next.operation), object->name);
}

const struct kind_model mapping_model = {
	.fold = fold,
	.say = say,
	.say_next = say_next,
	.say_wait = say_next,
};
