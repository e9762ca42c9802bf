#include "kinds/inotify/state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "base/printable.h"
#include "model/kind.h"

static unsigned events_of(const struct record *record)
{
	return record->text_length ? (uint8_t)record->text[0] : 0;
}

static size_t length_of(const struct record *record)
{
	return record->text_length < RECORD_TEXT ? record->text_length : RECORD_TEXT;
}

/* "x is made": what the first event of those that were read tells. */
static void first_event(const struct record *record, char *out, size_t size)
{
	static const struct {
		const char *word, *meaning;
	} words[] = {{"made ", "is made"},	 {"gone ", "is removed"},
		     {"from ", "is moved away"}, {"to ", "is moved there"},
		     {"new ", "is changed"},	 {"end ", "is not watched any more"}};
	char text[RECORD_TEXT + 1] = "", name[RECORD_TEXT + 1];
	const char *meaning = "";
	size_t skipped = 0;

	if (length_of(record) > 1)
		memcpy(text, record->text + 1, length_of(record) - 1);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strncmp(text, words[i].word, strlen(words[i].word)) != 0)
			continue;
		meaning = words[i].meaning;
		skipped = strlen(words[i].word);
	}
	printable_copy(name, sizeof(name), text + skipped, strlen(text + skipped));
	snprintf(out, size, "%s %s", name[0] ? name : "it", meaning);
}

static void fold(struct stage *stage, struct object *object, const struct record *record)
{
	struct inotify_state *state = inotify_own(object);

	(void)stage;
	if (record->error)
		return;
	if (record->operation == OP_WATCH && record->argument) {
		state->watches++;
		printable_copy(state->path, sizeof(state->path), record->text, length_of(record));
	} else if (record->operation == OP_WATCH) {
		state->watches -= state->watches > 0;
	} else if (record->operation == OP_READ) {
		state->told += events_of(record);
		first_event(record, state->last, sizeof(state->last));
	}
}

/* Anybody may change what is watched. */
static bool wait(const struct stage *stage, const struct object *object, const struct actor *actor,
		 struct wait *wait)
{
	(void)object;
	wait->enders = set_without(stage_alive(stage), actor->number);
	wait->others = set_is_empty(wait->enders);
	if ((unsigned)set_count(stage_members(stage, actor->space)) == stage->actor_count)
		wait->open_to = OPEN_TO_KNOWING; /* nobody of the run has come too early */
	wait->by = "in reach of";
	snprintf(wait->lack, sizeof(wait->lack), "no news");
	return true;
}

static void say_read(const struct object *object, const struct record *record, struct words *words)
{
	char event[64];
	unsigned events = events_of(record);

	if (record->error == EAGAIN) {
		words_add(words, "%u finds no news at %s", record->actor, object->name);
		return;
	}
	first_event(record, event, sizeof(event));
	words_add(words, "%u is told by %s: %s", record->actor, object->name, event);
	if (events > 1)
		words_add(words, ", and %u more", events - 1);
}

static void say_watch(const struct object *object, const struct record *record, struct words *words)
{
	char path[RECORD_TEXT + 1];

	if (!record->argument) {
		words_add(words, "%u watches less by %s", record->actor, object->name);
		return;
	}
	printable_copy(path, sizeof(path), record->text, length_of(record));
	words_add(words, "%u watches %s by %s", record->actor, path, object->name);
}

static void say(const struct stage *stage, const struct object *object, const struct record *record,
		struct words *words)
{
	(void)stage;
	if (record->operation == OP_INOTIFY)
		words_add(words, "%u makes %s", record->actor, object->name);
	else if (record->operation == OP_CLOSE)
		words_add(words, "%u closes %s", record->actor, object->name);
	else if (record->operation == OP_POLL)
		words_add(words, "%u asks whether %s has news: %s", record->actor, object->name,
			  record->value ? "yes" : "no");
	else if (record->error && record->error != EAGAIN)
		kind_say_failed(object, record, words);
	else if (record->operation == OP_READ)
		say_read(object, record, words);
	else if (record->operation == OP_WATCH)
		say_watch(object, record, words);
}

static void say_next(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	enum operation operation = (enum operation)actor->next.operation;

	(void)stage;
	words_add(words, "%s %s",
		  operation == OP_READ	  ? "read what is told by"
		  : operation == OP_WATCH ? "watch by"
					  : operation_word(operation),
		  object->name);
}

static void say_wait(const struct stage *stage, const struct object *object,
		     const struct actor *actor, struct words *words)
{
	(void)stage;
	(void)actor;
	words_add(words, "news by %s", object->name);
}

const struct kind_model inotify_model = {
	.state_size = sizeof(struct inotify_state),
	.fold = fold,
	.wait = wait,
	.say = say,
	.say_next = say_next,
	.say_wait = say_wait,
};
