#include "kinds/semaphore_set/state.h"

#include <errno.h>
#include <sys/sem.h>
#include "model/kind.h"

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct semaphore_set_state *set = semaphore_set_own(object);

	(void)stage;
	if (record->error)
		return;
	if (record->operation == OP_SEMGET && record->value)
		set->count = record->size;
	if (record->operation == OP_SEMCTL && record->argument == IPC_RMID)
		set->removed = true;
}

static const char *word_of(uint64_t command)
{
	switch (command) {
	case IPC_RMID:
		return "removes";
	case SETALL:
		return "sets all of";
	case GETALL:
		return "looks at all of";
	default:
		return "asks about";
	}
}

static void say_failed(const struct object *object, const struct record *record,
		       struct words *words)
{
	if (semaphore_set_of(object)->removed &&
	    (record->error == EINVAL || record->error == EIDRM))
		words_add(words, "%u does not find %s: they have been removed", record->actor,
			  object->name);
	else
		kind_say_failed(object, record, words);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	if (record->error) {
		say_failed(object, record, words);
	} else if (record->operation == OP_SEMGET && record->value) {
		words_add(words, "%u makes %s, ", record->actor, object->name);
		words_count(words, record->size, "semaphore");
	} else if (record->operation == OP_SEMGET) {
		words_add(words, "%u finds %s", record->actor, object->name);
	} else {
		words_add(words, "%u %s %s", record->actor, word_of(record->argument),
			  object->name);
	}
}

static const char *next_word(uint64_t command)
{
	switch (command) {
	case IPC_RMID:
		return "remove";
	case SETALL:
		return "set all of";
	case GETALL:
		return "look at all of";
	default:
		return "ask about";
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	bool is_control = actor->next.operation == OP_SEMCTL;

	(void)stage;
	words_add(words, "%s %s",
		  is_control ? next_word(actor->next.argument)
			     : operation_word(actor->next.operation),
		  object->name);
}

const struct kind_model semaphore_set_model = {
	.state_size = sizeof(struct semaphore_set_state),
	.fold = fold,
	.say = say,
	.say_next = say_next,
	.say_wait = say_next,
};
