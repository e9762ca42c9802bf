#include "kinds/segment/state.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/shm.h>
#include "model/kind.h"

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	(void)stage;
	if (record->error)
		return;
	if ((record->operation == OP_SHMGET || record->operation == OP_SHMAT) && record->size)
		object->size = record->size;
	if (record->operation == OP_SHMCTL && record->argument == IPC_RMID)
		segment_own(object)->removed = true;
}

static const char *word_of(unsigned operation, uint64_t argument)
{
	switch (operation) {
	case OP_SHMAT:
		return argument & SHM_RDONLY ? "attaches, to read only," : "attaches";
	case OP_SHMDT:
		return "detaches";
	default:
		return argument == IPC_RMID ? "removes" : "asks about";
	}
}

/* Whoever has it attached keeps it until he detaches it, or ends. */
static void say_removed(const struct object *object, const struct record *record,
			struct words *words)
{
	if (record->operation == OP_SHMCTL && record->argument == IPC_RMID)
		words_add(words, ": nobody finds it any more, and who has it keeps it");
	else if (record->operation == OP_SHMAT && segment_of(object)->removed)
		words_add(words, ", which has been removed and is still there");
}

static void say_failed(const struct object *object, const struct record *record,
		       struct words *words)
{
	if (segment_of(object)->removed && (record->error == EINVAL || record->error == EIDRM))
		words_add(words, "%u does not find %s: it has been removed, and nobody has it",
			  record->actor, object->name);
	else
		kind_say_failed(object, record, words);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	if (record->error) {
		say_failed(object, record, words);
	} else if (record->operation == OP_SHMGET) {
		words_add(words, "%u %s %s", record->actor, record->value ? "makes" : "finds",
			  object->name);
		if (record->value)
			words_add(words, " of %" PRIu32 " bytes", record->size);
	} else {
		words_add(words, "%u %s %s", record->actor,
			  word_of(record->operation, record->argument), object->name);
		if (record->operation == OP_SHMCTL && record->argument == IPC_STAT)
			words_add(words, ": attached %" PRIu64 " times", record->value);
		say_removed(object, record, words);
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	const struct next *next = &actor->next;

	(void)stage;
	if (next->operation == OP_SHMAT || next->operation == OP_SHMDT)
		words_add(words, "%s %s", next->operation == OP_SHMAT ? "attach" : "detach",
			  object->name);
	else
		words_add(words, "%s %s", next->argument == IPC_RMID ? "remove" : "ask about",
			  object->name);
}

const struct kind_model segment_model = {
	.state_size = sizeof(struct segment_state),
	.fold = fold,
	.say = say,
	.say_next = say_next,
	.say_wait = say_next,
};
