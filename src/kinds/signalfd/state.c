/* A signalfd: blocked signals that are read. */
#include "kinds/signalfd/state.h"

#include <string.h>
#include "model/actor.h"
#include "model/kind.h"

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct signalfd_state *state = object_own(object, sizeof *state);
	(void)stage;
	if (record->operation == OP_SIGNALFD)
		state->signals = record->value;
}

/* Anybody can send a signal. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)stage;
	(void)object;
	(void)actor;
	wait->others = true;
	return true;
}

static void say_read(const struct object *object, const struct record *record, struct words *words)
{
	words_add(words, "%u reads ", record->actor);
	for (unsigned i = 0; i < record->text_length && i < RECORD_TEXT; i++) {
		words_add(words, "%s", i ? ", " : "");
		words_signal(words, (unsigned char)record->text[i]);
	}
	words_add(words, " from %s", object->name);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	if (record->operation == OP_CLOSE) {
		words_add(words, "%u closes %s", record->actor, object->name);
	} else if (record->operation == OP_SIGNALFD) {
		words_add(words, "%u makes %s for ", record->actor, object->name);
		actor_say_signals(record->value, words);
	} else if (record->error) {
		words_add(words, "%u cannot %s %s: %s", record->actor,
			  operation_word(record->operation), object->name, strerror(record->error));
	} else if (record->operation == OP_READ) {
		say_read(object, record, words);
	}
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	words_add(words, "%s %s", operation_word(actor->next.operation), object->name);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	(void)actor;
	actor_say_signals(signalfd_of(object)->signals, words);
	words_add(words, " in %s", object->name);
}

const struct kind_model signalfd_model = {
	.state_size = sizeof(struct signalfd_state),
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
