/* Folding what processes do, apart from what they do to objects; the words are in process_say.c. */
#include "model/process.h"

#include <string.h>
#include "model/kind.h"

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

static void leave_status(struct stage *stage, struct process *process)
{
	const struct process *parent = &stage->processes[process->parent];
	process->zombie = parent != process && !process_over(parent);
	leave(stage, process);
}

static void fold_exit(struct stage *stage, struct process *process, const struct record *record)
{
	process->activity = ACTIVITY_ENDED;
	process->exit_status = (uint8_t)record->value;
	leave_status(stage, process);
}

static void fold_death(struct stage *stage, struct process *process, const struct record *record)
{
	process->activity = ACTIVITY_KILLED;
	process->signal = (uint8_t)record->value;
	process->killed_by = (uint8_t)record->argument;
	process->died_at = record->where;
	leave_status(stage, process);
}

static void fold_wait(struct stage *stage, struct process *process, const struct record *record)
{
	(void)process;
	if (record->error || record->value >= stage->process_count)
		return;
	stage->processes[record->value].reaped = true;
	stage->processes[record->value].zombie = false;
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

/* The children of a process that have not ended. */
static uint64_t children(const struct stage *stage, unsigned parent)
{
	uint64_t set = stage_alive(stage);
	for (unsigned i = 0; i < stage->process_count; i++)
		if (stage->processes[i].parent != parent || i == parent)
			set &= ~(UINT64_C(1) << i);
	return set;
}

/* The children whose end it waits for: one, or any of them. */
static uint64_t awaited(const struct stage *stage, const struct process *process)
{
	uint64_t number = process->next.argument;
	if (number > 0 && number <= TRACE_PROCESSES)
		return UINT64_C(1) << (number - 1);
	return children(stage, process->number);
}

void process_wait(const struct stage *stage, const struct process *process, struct wait *wait)
{
	wait->cause = WAIT_OTHER;
	wait->others = true;
	if (process->next.operation == OP_SLEEP) {
		wait->cause = WAIT_CLOCK;
		wait->passes = true;
	} else if (process->next.operation == OP_WAIT) {
		wait->cause = WAIT_CHILD;
		wait->enders = awaited(stage, process);
		wait->others = wait->enders == 0;
	}
}
