/* An eventfd: a number in the kernel. A write adds to it, a read takes it, or one of it, away. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "kinds/value/state.h"
#include "model/kind.h"

/* The number that was written or read. */
static uint64_t moved(const struct record *record)
{
	uint64_t number = 0;
	memcpy(&number, record->text, sizeof number);
	return record->error || record->value != sizeof number ? 0 : number;
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct value_state *value = value_own(object);
	(void)stage;
	if (record->operation == OP_EVENTFD)
		*value = (struct value_state){
			.content = record->value, .known = true, .bytes = sizeof value->content};
	else if (record->operation == OP_WRITE)
		value->content += moved(record);
	else if (record->operation == OP_READ)
		value->content -= moved(record);
}

/* Anybody who has it can add to it. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)stage;
	(void)object;
	wait->others = true;
	snprintf(wait->lack, sizeof wait->lack, actor->next.operation == OP_WRITE ? "full" : "0");
	return true;
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	if (record->operation == OP_EVENTFD)
		words_add(words, "%u makes %s, which is %" PRIu64, record->actor, object->name,
			  record->value);
	else if (record->operation == OP_CLOSE)
		words_add(words, "%u closes %s", record->actor, object->name);
	else if (record->error)
		words_add(words, "%u cannot %s %s: %s", record->actor,
			  operation_word(record->operation), object->name, strerror(record->error));
	else if (record->operation == OP_WRITE)
		words_add(words, "%u adds %" PRIu64 " to %s: now %" PRIu64, record->actor,
			  moved(record), object->name, value_of(object)->content + moved(record));
	else if (record->operation == OP_READ)
		words_add(words, "%u takes %" PRIu64 " from %s: now %" PRIu64, record->actor,
			  moved(record), object->name, value_of(object)->content - moved(record));
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	enum operation operation = actor->next.operation;
	(void)stage;
	words_add(words, "%s %s",
		  operation == OP_WRITE	 ? "add to"
		  : operation == OP_READ ? "take from"
					 : operation_word(operation),
		  object->name);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	words_add(words, "%s, which is %s", object->name,
		  actor->next.operation == OP_WRITE ? "full" : "0");
}

const struct kind_model eventfd_model = {
	.state_size = sizeof(struct value_state),
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
