#include "play/question.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include "kinds/value/state.h"
#include "model/kind.h"

enum after { AFTER_GOES_ON, AFTER_WAITS, AFTER_OVER };
enum end { END_EXPECTED, END_UNEXPECTED, END_DEADLOCK, END_OTHERWISE };

static void add_answer(struct question *question, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add_answer(struct question *question, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(question->answers[question->count++], QUESTION_ANSWER, format, ap);
	va_end(ap);
}

/* --- values ---------------------------------------------------------------------------------- */

/* In ascending order, each once, so that the place of a number gives nothing away. */
static unsigned insert(int64_t *values, unsigned count, int64_t value)
{
	unsigned at = count;

	for (unsigned i = 0; i < count; i++)
		if (values[i] == value)
			return count;
	for (; at > 0 && values[at - 1] > value; at--)
		values[at] = values[at - 1];
	values[at] = value;
	return count + 1;
}

/* What is there, what the process could make of what it has loaded, and their neighbours. */
static void fill_values(struct question *question, const struct object *object,
			const struct actor *actor)
{
	int64_t content = value_signed(value_of(object)->content, question->bytes);
	const int64_t guesses[] = {
		content,
		actor->loaded_object == object->number
			? value_signed(actor->loaded_value, question->bytes) + 1
			: content + 1,
		content + 1,
		content + 2,
	};
	unsigned count = 0;

	for (unsigned i = 0; count < QUESTION_ANSWERS - 1; i++)
		count = insert(question->values, count, guesses[i]);
	for (unsigned i = 0; i < count; i++)
		add_answer(question, "%" PRId64, question->values[i]);
	add_answer(question, "something else");
}

static bool ask_value(struct question *question, const struct stage *stage,
		      const struct actor *actor)
{
	const struct next *next = &actor->next;
	const struct object *object;
	const struct value_state *value;
	char label[64];

	if ((next->operation != OP_LOAD && next->operation != OP_STORE))
		return false;
	object = stage_find(stage, next->object);
	value = object ? object_value(object) : NULL;
	if (!value || !value->known)
		return false;
	question->kind = QUESTION_VALUE;
	question->bytes = value->bytes;
	object_label(object, label, sizeof(label));
	snprintf(question->text, sizeof(question->text), "What will %u %s %s?", question->actor,
		 next->operation == OP_LOAD ? "load from" : "store into", label);
	fill_values(question, object, actor);
	return true;
}

static unsigned value_answer(const struct question *question, const struct history *history)
{
	size_t count;
	const struct record *records = history_records(history, question->step, &count);

	for (unsigned i = 0; count && i < question->count - 1; i++)
		if (value_signed(records[0].value, question->bytes) == question->values[i])
			return i;
	return question->count - 1;
}

/* --- going on, and the end ------------------------------------------------------------------- */

static void ask_after(struct question *question)
{
	question->kind = QUESTION_AFTER;
	snprintf(question->text, sizeof(question->text),
		 "When %u has taken its step, can it go on?", question->actor);
	add_answer(question, "yes");
	add_answer(question, "no, it waits");
	add_answer(question, "no, it ended");
}

static unsigned after_answer(const struct question *question, struct history *history)
{
	const struct stage *stage = history_now(history);
	const struct actor *actor = &stage->actors[question->actor];

	if (actor->activity == ACTIVITY_ENDED || actor->activity == ACTIVITY_KILLED)
		return AFTER_OVER;
	return set_has(stage->enabled, question->actor) ? AFTER_GOES_ON : AFTER_WAITS;
}

void question_about_step(struct question *question, const struct stage *stage, unsigned actor)
{
	*question = (struct question){.actor = actor, .step = stage->step + 1};
	if (!ask_value(question, stage, &stage->actors[actor]))
		ask_after(question);
}

void question_about_end(struct question *question, const struct stage *stage)
{
	*question = (struct question){.kind = QUESTION_END, .step = stage->step + 1};
	snprintf(question->text, sizeof(question->text), "They go on by turns. How will it end?");
	add_answer(question, "as expected");
	add_answer(question, "unexpected");
	add_answer(question, "deadlock");
	add_answer(question, "crash, or else");
}

static unsigned end_answer(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_AS_EXPECTED:
		return END_EXPECTED;
	case VERDICT_UNEXPECTED:
		return END_UNEXPECTED;
	case VERDICT_DEADLOCK:
		return END_DEADLOCK;
	default:
		return END_OTHERWISE;
	}
}

unsigned question_answer(const struct question *question, struct history *history,
			 enum verdict verdict)
{
	switch (question->kind) {
	case QUESTION_VALUE:
		return value_answer(question, history);
	case QUESTION_AFTER:
		return after_answer(question, history);
	default:
		return end_answer(verdict);
	}
}
