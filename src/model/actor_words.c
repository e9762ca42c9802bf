/* What processes do, apart from what they do to objects, in words. */
#include <errno.h>
#include <string.h>
#include "base/printable.h"
#include "model/actor.h"

void actor_say_name(const struct actor *actor, struct words *words)
{
	words_add(words, "%u", actor->number);
	if (actor->name[0])
		words_add(words, " (%s)", actor->name);
}

void actor_say_holders(const struct stage *stage, struct set holders, const char *what,
		       struct words *words)
{
	struct set ended = set_minus(holders, stage_alive(stage));
	words_actors(words, holders, "and");
	words_add(words, set_count(holders) == 1 ? " has %s" : " have %s", what);
	if (set_is_empty(ended))
		return;
	words_add(words, ", and ");
	if (!set_equals(ended, holders)) {
		words_actors(words, ended, "and");
		words_add(words, " ");
	}
	words_add(words, set_count(ended) == 1 ? "has ended" : "have ended");
}

static void say_begin(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u begins", record->actor);
	if (record->argument != record->actor)
		words_add(words, ", a child of %u", (unsigned)(record->argument & 0xff));
}

static void say_fork(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	if (record->error)
		words_add(words, "%u cannot fork: %s", record->actor, strerror(record->error));
	else
		words_add(words, "%u forks %u", record->actor, (unsigned)(record->value & 0xff));
}

static void say_exit(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u ends", record->actor);
	if (record->value)
		words_add(words, " with status %u", (unsigned)(record->value & 0xff));
}

static void say_death(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u is killed by ", record->actor);
	words_signal(words, (unsigned)(record->value & 0xff));
	if (record->argument == record->actor + 1u)
		words_add(words, ", sent by itself");
	else if (record->argument)
		words_add(words, ", sent by %u", (unsigned)(record->argument & 0xff) - 1);
}

static void say_reaped(const struct stage *stage, const struct record *record, struct words *words)
{
	const struct actor *child = &stage->actors[record->value % LIMIT_ACTORS];
	words_add(words, "%u sees that %u has ended", record->actor, child->number);
	if (child->activity == ACTIVITY_KILLED) {
		words_add(words, ", killed by ");
		words_signal(words, stage_space(stage, child)->signal);
	} else if (stage_space(stage, child)->exit_status) {
		words_add(words, " with status %u", stage_space(stage, child)->exit_status);
	}
}

static void say_waited(const struct stage *stage, const struct record *record, struct words *words)
{
	if (record->error == EINTR)
		words_add(words, "%u is interrupted in its wait by a signal", record->actor);
	else if (record->error == EAGAIN && record->argument)
		words_add(words, "%u sees that %u has not ended yet", record->actor,
			  (unsigned)(record->argument & 0xff) - 1);
	else if (record->error == EAGAIN)
		words_add(words, "%u sees that no child has ended yet", record->actor);
	else if (record->error)
		words_add(words, "%u has no child to wait for", record->actor);
	else
		say_reaped(stage, record, words);
}

static void say_kill(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u sends ", record->actor);
	words_signal(words, (unsigned)(record->value & 0xff));
	if (record->argument == record->actor)
		words_add(words, " to itself");
	else
		words_add(words, " to %u", (unsigned)(record->argument & 0xff));
}

static void say_slept(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	if (record->error == EINTR) {
		words_add(words, "%u is woken by a signal before its time", record->actor);
		return;
	}
	words_add(words, "%u has slept ", record->actor);
	words_seconds(words, record->argument);
}

static void say_clock(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "the clock jumps to ");
	words_seconds(words, record->value);
	words_add(words, ": everybody slept");
}

/* Of a file that nothing is known of; of others their kind speaks. */
static void say_not_opened(const struct stage *stage, const struct record *record,
			   struct words *words)
{
	(void)stage;
	if (!record->object)
		words_add(words, "%u cannot open a file: %s", record->actor,
			  strerror(record->error));
}

static void say_quoted(const struct stage *stage, const struct record *record, const char *before,
		       const char *after, struct words *words)
{
	char text[STAGE_REPORT], clean[STAGE_REPORT + 1];
	size_t length = stage_text(stage, record, text);
	while (length > 0 && text[length - 1] == '\n')
		length--;
	printable_copy(clean, sizeof clean, text, length);
	words_add(words, "%u %s%s%s", record->actor, before, clean, after);
}

static void say_print(const struct stage *stage, const struct record *record, struct words *words)
{
	say_quoted(stage, record, "prints \"", "\"", words);
}

static void say_exec(const struct stage *stage, const struct record *record, struct words *words)
{
	say_quoted(stage, record, "becomes ", "", words);
}

static void say_named(const struct stage *stage, const struct record *record, struct words *words)
{
	say_quoted(stage, record, "is called ", "", words);
}

static void say_note(const struct stage *stage, const struct record *record, struct words *words)
{
	say_quoted(stage, record, "says: ", "", words);
}

static void say_outcome(const struct stage *stage, const struct record *record, struct words *words)
{
	say_quoted(stage, record, "reports ", "", words);
}

static void say_expected(const struct stage *stage, const struct record *record,
			 struct words *words)
{
	say_quoted(stage, record, "expected ", "", words);
}

void actor_say(const struct stage *stage, const struct record *record, struct words *words)
{
	switch (record->operation) {
	case OP_BEGIN:
		say_begin(stage, record, words);
		break;
	case OP_FORK:
		say_fork(stage, record, words);
		break;
	case OP_EXEC:
		say_exec(stage, record, words);
		break;
	case OP_EXIT:
		say_exit(stage, record, words);
		break;
	case OP_DEATH:
		say_death(stage, record, words);
		break;
	case OP_WAIT:
		say_waited(stage, record, words);
		break;
	case OP_KILL:
		say_kill(stage, record, words);
		break;
	case OP_SLEEP:
		say_slept(stage, record, words);
		break;
	case OP_CLOCK:
		say_clock(stage, record, words);
		break;
	case OP_PRINT:
		say_print(stage, record, words);
		break;
	case OP_NAME_PROCESS:
		say_named(stage, record, words);
		break;
	case OP_NOTE:
		say_note(stage, record, words);
		break;
	case OP_OPEN:
		say_not_opened(stage, record, words);
		break;
	case OP_OUTCOME:
		say_outcome(stage, record, words);
		break;
	case OP_EXPECTED:
		say_expected(stage, record, words);
		break;
	default:
		break;
	}
}

void actor_say_next(const struct actor *actor, struct words *words)
{
	const struct next *next = &actor->next;
	if (next->operation == OP_SLEEP) {
		words_add(words, "sleep ");
		words_seconds(words, next->argument);
	} else if (next->operation == OP_WAIT && next->argument) {
		words_add(words, "wait for %u to end", (unsigned)(next->argument & 0xff) - 1);
	} else if (next->operation == OP_WAIT) {
		words_add(words, "wait for a child to end");
	} else if (next->operation == OP_KILL) {
		words_add(words, "send a signal to %u", (unsigned)(next->argument & 0xff));
	} else if (next->operation == OP_OPEN) {
		words_add(words, "open a file");
	} else if (next->operation != OP_NONE) {
		words_add(words, "%s", operation_word(next->operation));
	}
}

void actor_say_wait(const struct stage *stage, const struct actor *actor, struct words *words)
{
	const struct next *next = &actor->next;
	if (next->operation == OP_SLEEP) {
		words_seconds(words, next->argument);
		words_add(words, " to pass");
		return;
	}
	if (next->operation != OP_WAIT) {
		actor_say_next(actor, words);
		return;
	}
	struct wait wait = {0};
	actor_wait(stage, actor, &wait);
	if (!set_is_empty(wait.enders))
		words_actors(words, wait.enders, "or");
	else
		words_add(words, "a child");
	words_add(words, " to end");
}
