/* What processes do, apart from what they do to objects. */
#include "model/process.h"

#include <stdio.h>
#include <string.h>
#include "model/object_type.h"

struct process *process_met(struct stage *stage, unsigned number)
{
	while (stage->process_count <= number) {
		struct process *next = &stage->processes[stage->process_count];
		next->number = next->parent = (uint8_t)stage->process_count++;
	}
	return &stage->processes[number];
}

/*
 * The child's first record comes before its parent's fork has returned, and in a free run the
 * other way round as well: the first of the two counts.
 */
static void be_born(struct stage *stage, struct process *child, unsigned parent)
{
	bool before = child->born;
	child->born = true;
	if (parent >= TRACE_PROCESSES || parent == child->number)
		return;
	child->parent = (uint8_t)parent;
	for (unsigned i = 0; i < stage->object_count && !before; i++) {
		const struct object_type *type = object_type(stage->objects[i].kind);
		if (type->inherit)
			type->inherit(&stage->objects[i], parent, child->number);
	}
}

static void fold_begin(struct stage *stage, struct process *process, const struct record *record)
{
	be_born(stage, process, (unsigned)(record->argument & 0xff));
}

static void fold_fork(struct stage *stage, struct process *process, const struct record *record)
{
	if (record->error == 0 && record->value < TRACE_PROCESSES)
		be_born(stage, process_met(stage, (unsigned)record->value), process->number);
}

static void leave(struct stage *stage, const struct process *process)
{
	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct object_type *type = object_type(stage->objects[i].kind);
		if (type->leave)
			type->leave(&stage->objects[i], process);
	}
}

static void fold_exit(struct stage *stage, struct process *process, const struct record *record)
{
	process->activity = ACTIVITY_ENDED;
	process->exit_status = (uint8_t)record->value;
	leave(stage, process);
}

static void fold_death(struct stage *stage, struct process *process, const struct record *record)
{
	process->activity = ACTIVITY_KILLED;
	process->signal = (uint8_t)record->value;
	process->killed_by = (uint8_t)record->argument;
	process->died_at = record->where;
	leave(stage, process);
}

static void fold_wait(struct stage *stage, struct process *process, const struct record *record)
{
	(void)process;
	if (record->error == 0 && record->value < stage->process_count)
		stage->processes[record->value].reaped = true;
}

static void fold_clock(struct stage *stage, struct process *process, const struct record *record)
{
	(void)process;
	stage->clock_ns = record->value;
}

static void fold_park(struct stage *stage, struct process *process, const struct record *record)
{
	(void)stage;
	enum operation operation =
		record->value < OP_COUNT ? (enum operation)record->value : OP_NONE;
	process->next = (struct next){
		.operation = (uint8_t)operation,
		.visible = record->flags & RECORD_VISIBLE,
		.timed = record->flags & RECORD_TIMED,
		.object = record->object,
		.size = record->size,
		.where = record->where,
		.argument = record->argument,
	};
}

static void fold_print(struct stage *stage, struct process *process, const struct record *record)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	while (length > 0 && text[length - 1] == '\n')
		length--;
	const char *before = memrchr(text, '\n', length);
	size_t start = before ? (size_t)(before - text) + 1 : 0;
	if (length > 0)
		words_clean(process->printed, sizeof process->printed, text + start,
			    length - start);
}

static void fold_name(struct stage *stage, struct process *process, const struct record *record)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	words_clean(process->name, sizeof process->name, text, length);
}

static void fold_note(struct stage *stage, struct process *process, const struct record *record)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	words_clean(process->note, sizeof process->note, text, length);
}

static void fold_scope_open(struct stage *stage, struct process *process,
			    const struct record *record)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	if (process->scope_depth < STAGE_SCOPES) {
		struct scope *scope = &process->scopes[process->scope_depth];
		*scope = (struct scope){.object = record->object, .where = record->where};
		words_clean(scope->word, sizeof scope->word, text, length);
	}
	if (process->scope_depth < UINT8_MAX)
		process->scope_depth++;
}

static void fold_scope_close(struct stage *stage, struct process *process,
			     const struct record *record)
{
	(void)stage;
	(void)record;
	if (process->scope_depth > 0)
		process->scope_depth--;
}

static struct report *report_named(struct stage *stage, const char *name, size_t length)
{
	char clean[TRACE_NAME];
	words_clean(clean, sizeof clean, name, length);
	for (unsigned i = 0; i < stage->report_count; i++)
		if (strcmp(stage->reports[i].name, clean) == 0)
			return &stage->reports[i];
	if (stage->report_count == STAGE_REPORTS)
		return NULL;
	struct report *report = &stage->reports[stage->report_count++];
	memset(report, 0, sizeof *report);
	memcpy(report->name, clean, sizeof clean);
	return report;
}

static void fold_report(struct stage *stage, struct process *process, const struct record *record)
{
	(void)process;
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	const char *equals = memchr(text, '=', length);
	if (!equals)
		return;
	size_t name = (size_t)(equals - text);
	struct report *report = report_named(stage, text, name);
	if (!report)
		return;
	bool outcome = record->operation == OP_OUTCOME;
	char *out = outcome ? report->outcome : report->expected;
	words_clean(out, STAGE_REPORT, equals + 1, length - name - 1);
	report->has_outcome |= outcome;
	report->has_expected |= !outcome;
}

static void (*const folds[OP_COUNT])(struct stage *, struct process *, const struct record *) = {
	[OP_BEGIN] = fold_begin,
	[OP_FORK] = fold_fork,
	[OP_EXIT] = fold_exit,
	[OP_DEATH] = fold_death,
	[OP_WAIT] = fold_wait,
	[OP_CLOCK] = fold_clock,
	[OP_PARK] = fold_park,
	[OP_PRINT] = fold_print,
	[OP_NAME_PROCESS] = fold_name,
	[OP_NOTE] = fold_note,
	[OP_SCOPE_OPEN] = fold_scope_open,
	[OP_SCOPE_CLOSE] = fold_scope_close,
	[OP_OUTCOME] = fold_report,
	[OP_EXPECTED] = fold_report,
};

/* The clock's record is in somebody's ring, but it is about nobody. */
static void set_activity(struct process *process, const struct record *record)
{
	if (record->object && record->operation != OP_PARK) {
		process->last_operation = record->operation;
		process->last_object = record->object;
	}
	if (record->operation == OP_CLOCK || process_over(process))
		return;
	process->born |= record->operation != OP_BEGIN;
	process->activity = record->operation == OP_PARK ? ACTIVITY_READY : ACTIVITY_RUNS;
	if (record->where && record->operation != OP_PARK && record->operation != OP_DEATH)
		process->where = record->where;
}

void process_fold(struct stage *stage, struct process *process, const struct record *record)
{
	set_activity(process, record);
	if (folds[record->operation])
		folds[record->operation](stage, process, record);
}

uint16_t process_whole(const struct process *process)
{
	return process->scope_depth > 0 ? process->scopes[0].object : 0;
}

/* Words. */

void process_say_name(const struct process *process, struct words *words)
{
	words_add(words, "%u", process->number);
	if (process->name[0])
		words_add(words, " (%s)", process->name);
}

void process_say_holders(const struct stage *stage, uint64_t holders, const char *what,
			 struct words *words)
{
	uint64_t ended = holders & ~stage_alive(stage);
	words_processes(words, holders, "and");
	words_add(words, __builtin_popcountll(holders) == 1 ? " has %s" : " have %s", what);
	if (!ended)
		return;
	words_add(words, ", and ");
	if (ended != holders) {
		words_processes(words, ended, "and");
		words_add(words, " ");
	}
	words_add(words, __builtin_popcountll(ended) == 1 ? "has ended" : "have ended");
}

static void say_begin(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u begins", record->process);
	if (record->argument != record->process)
		words_add(words, ", a child of %u", (unsigned)(record->argument & 0xff));
}

static void say_fork(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	if (record->error)
		words_add(words, "%u cannot fork: %s", record->process, strerror(record->error));
	else
		words_add(words, "%u forks %u", record->process, (unsigned)(record->value & 0xff));
}

static void say_exit(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u ends", record->process);
	if (record->value)
		words_add(words, " with status %u", (unsigned)(record->value & 0xff));
}

static void say_death(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u is killed by ", record->process);
	words_signal(words, (unsigned)(record->value & 0xff));
	if (record->argument == record->process + 1u)
		words_add(words, ", sent by itself");
	else if (record->argument)
		words_add(words, ", sent by %u", (unsigned)(record->argument & 0xff) - 1);
}

static void say_waited(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	if (record->error)
		words_add(words, "%u has no child to wait for", record->process);
	else
		words_add(words, "%u sees that %u has ended", record->process,
			  (unsigned)(record->value & 0xff));
}

static void say_kill(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u sends ", record->process);
	words_signal(words, (unsigned)(record->value & 0xff));
	if (record->argument == record->process)
		words_add(words, " to itself");
	else
		words_add(words, " to %u", (unsigned)(record->argument & 0xff));
}

static void say_slept(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "%u has slept ", record->process);
	words_seconds(words, record->argument);
}

static void say_clock(const struct stage *stage, const struct record *record, struct words *words)
{
	(void)stage;
	words_add(words, "the clock jumps to ");
	words_seconds(words, record->value);
	words_add(words, ": everybody slept");
}

static void say_quoted(const struct stage *stage, const struct record *record, const char *before,
		       const char *after, struct words *words)
{
	char text[STAGE_REPORT], clean[STAGE_REPORT + 1];
	size_t length = stage_text(stage, record, text);
	while (length > 0 && text[length - 1] == '\n')
		length--;
	words_clean(clean, sizeof clean, text, length);
	words_add(words, "%u %s%s%s", record->process, before, clean, after);
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

static void (*const says[OP_COUNT])(const struct stage *, const struct record *, struct words *) = {
	[OP_BEGIN] = say_begin,	    [OP_FORK] = say_fork,	   [OP_EXEC] = say_exec,
	[OP_EXIT] = say_exit,	    [OP_DEATH] = say_death,	   [OP_WAIT] = say_waited,
	[OP_KILL] = say_kill,	    [OP_SLEEP] = say_slept,	   [OP_CLOCK] = say_clock,
	[OP_PRINT] = say_print,	    [OP_NAME_PROCESS] = say_named, [OP_NOTE] = say_note,
	[OP_OUTCOME] = say_outcome, [OP_EXPECTED] = say_expected,
};

void process_say(const struct stage *stage, const struct record *record, struct words *words)
{
	if (says[record->operation])
		says[record->operation](stage, record, words);
}

void process_say_next(const struct process *process, struct words *words)
{
	const struct next *next = &process->next;
	if (next->operation == OP_SLEEP) {
		words_add(words, "sleep ");
		words_seconds(words, next->argument);
	} else if (next->operation == OP_WAIT && next->argument) {
		words_add(words, "wait for %u to end", (unsigned)(next->argument & 0xff) - 1);
	} else if (next->operation == OP_WAIT) {
		words_add(words, "wait for a child to end");
	} else if (next->operation == OP_KILL) {
		words_add(words, "send a signal to %u", (unsigned)(next->argument & 0xff));
	} else if (next->operation != OP_NONE) {
		words_add(words, "%s", operation_word(next->operation));
	}
}

/* The children of a process that have not ended. */
static uint64_t children(const struct stage *stage, unsigned parent)
{
	uint64_t set = stage_alive(stage);
	for (unsigned i = 0; i < stage->process_count; i++)
		if (stage->processes[i].parent != parent || i == parent)
			set &= ~(UINT64_C(1) << i);
	return set;
}

void process_say_wait(const struct stage *stage, const struct process *process, struct words *words)
{
	const struct next *next = &process->next;
	if (next->operation != OP_WAIT) {
		process_say_next(process, words);
		return;
	}
	uint64_t awaited = children(stage, process->number);
	if (next->argument > 0 && next->argument <= TRACE_PROCESSES)
		awaited = UINT64_C(1) << (next->argument - 1);
	if (awaited)
		words_processes(words, awaited, "or");
	else
		words_add(words, "a child");
	words_add(words, " to end");
}
