/* Folding what processes do, apart from what they do to objects; the words are in actor_words.c. */
#include "model/actor.h"

#include <signal.h>
#include <string.h>
#include "base/printable.h"
#include "model/kind.h"

struct actor *actor_met(struct stage *stage, unsigned number)
{
	while (stage->actor_count <= number) {
		struct actor *next = &stage->actors[stage->actor_count];
		struct space *space = &stage->spaces[stage->actor_count];
		next->number = next->space = (uint8_t)stage->actor_count++;
		space->parent = next->space;
		space->first = next->number;
	}
	return &stage->actors[number];
}

/* It is still the program that its parent has become. */
static void inherit_name(struct actor *child, const struct actor *parent)
{
	if (!child->name[0] && !parent->named)
		memcpy(child->name, parent->name, sizeof child->name);
}

/*
 * The child's first record comes before its parent's fork has returned, and in a free run the
 * other way round as well: the first of the two counts.
 */
static void be_born(struct stage *stage, struct actor *child, unsigned parent)
{
	bool before = child->born;
	child->born = true;
	if (parent >= LIMIT_ACTORS || parent == child->number)
		return;
	stage_space_own(stage, child)->parent = stage->actors[parent].space;
	stage_space_own(stage, child)->image = stage_space(stage, &stage->actors[parent])->image;
	if (!before)
		inherit_name(child, &stage->actors[parent]);
	for (unsigned i = 0; i < stage->object_count && !before; i++) {
		const struct kind_model *type = kind_model(stage_nth(stage, i)->kind);
		if (type->inherit)
			type->inherit(stage_object_nth(stage, i), parent, child->number);
	}
}

/* A thread lives where who made it does. */
static void be_thread(struct stage *stage, struct actor *thread, unsigned maker)
{
	if (maker >= LIMIT_ACTORS || maker == thread->number)
		return;
	thread->born = true;
	thread->space = actor_met(stage, maker)->space;
}

static void fold_begin(struct stage *stage, struct actor *actor, const struct record *record)
{
	unsigned maker = (unsigned)(record->argument & 0xff);
	if (record->value == 1)
		be_thread(stage, actor, maker);
	else
		be_born(stage, actor, maker);
}

static void fold_thread(struct stage *stage, struct actor *actor, const struct record *record)
{
	if (record->error == 0 && record->value < LIMIT_ACTORS)
		be_thread(stage, actor_met(stage, (unsigned)record->value), actor->number);
}

static void fold_fork(struct stage *stage, struct actor *actor, const struct record *record)
{
	if (record->error == 0 && record->value < LIMIT_ACTORS)
		be_born(stage, actor_met(stage, (unsigned)record->value), actor->number);
}

static void leave(struct stage *stage, const struct actor *actor)
{
	for (unsigned i = 0; i < stage->object_count; i++) {
		const struct kind_model *type = kind_model(stage_nth(stage, i)->kind);
		if (type->leave)
			type->leave(stage_object_nth(stage, i), actor);
	}
}

/* It is sent SIGCHLD, which is lost to a wait that it has not begun. */
static void tell_parent(struct actor *parent, const struct actor *child)
{
	bool waits = parent->activity == ACTIVITY_READY && parent->next.operation == OP_HANDLED;
	if (waits || parent->signal || actor_over(parent))
		return;
	parent->signal = SIGCHLD;
	parent->signal_by = child->number;
}

static void leave_status(struct stage *stage, struct actor *actor)
{
	const struct actor *parent = &stage->actors[stage_parent(stage, actor)];
	stage_space_own(stage, actor)->ended_by = actor->number;
	stage_space_own(stage, actor)->zombie = parent != actor && !actor_over(parent);
	if (parent != actor)
		tell_parent(&stage->actors[stage_parent(stage, actor)], actor);
	leave(stage, actor);
}

/* Its threads end with a process, those that have not before; how it ends, its first tells. */
static void end_all(struct stage *stage, const struct actor *actor, enum activity how)
{
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (stage->actors[i].space == actor->space &&
		    (i == stage_space(stage, actor)->first || !actor_over(&stage->actors[i])))
			stage->actors[i].activity = (uint8_t)how;
}

static void fold_thread_end(struct stage *stage, struct actor *actor, const struct record *record)
{
	(void)stage;
	(void)record;
	actor->activity = ACTIVITY_ENDED;
}

/* Called as what it has become, unless it says otherwise of itself. */
static void take_name(const struct stage *stage, struct actor *actor, const struct record *record)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	const char *slash = memrchr(text, '/', length);
	size_t start = slash ? (size_t)(slash - text) + 1 : 0;
	if (!actor->named && length > start)
		printable_copy(actor->name, sizeof actor->name, text + start, length - start);
}

/* It is another program, with one thread. */
static void fold_exec(struct stage *stage, struct actor *actor, const struct record *record)
{
	if (!record->error && !(record->flags & RECORD_MORE)) {
		take_name(stage, actor, record);
		stage_space_own(stage, actor)->image = ++stage->images;
	}
	for (unsigned i = 0; i < stage->actor_count && !record->error; i++) {
		struct actor *other = &stage->actors[i];
		if (other != actor && other->space == actor->space)
			other->activity = ACTIVITY_ENDED;
	}
}

static void fold_exit(struct stage *stage, struct actor *actor, const struct record *record)
{
	end_all(stage, actor, ACTIVITY_ENDED);
	stage_space_own(stage, actor)->exit_status = (uint8_t)record->value;
	leave_status(stage, actor);
}

static void fold_death(struct stage *stage, struct actor *actor, const struct record *record)
{
	end_all(stage, actor, ACTIVITY_KILLED);
	stage_space_own(stage, actor)->signal = (uint8_t)record->value;
	stage_space_own(stage, actor)->killed_by = (uint8_t)record->argument;
	actor->died_at = record->where;
	leave_status(stage, actor);
}

static void fold_wait(struct stage *stage, struct actor *actor, const struct record *record)
{
	if (record->error || record->value >= stage->actor_count)
		return;
	if (actor->signal == SIGCHLD && actor->signal_by == record->value)
		actor->signal = 0; /* it knows by now */
	struct space *space = stage_space_own(stage, &stage->actors[record->value]);
	space->reaped = true;
	space->zombie = false;
}

static void fold_kill(struct stage *stage, struct actor *actor, const struct record *record)
{
	if (record->argument >= stage->actor_count || !record->value)
		return;
	stage->actors[record->argument].signal = (uint8_t)record->value;
	stage->actors[record->argument].signal_by = actor->number;
}

static void fold_handled(struct stage *stage, struct actor *actor, const struct record *record)
{
	(void)stage;
	(void)record;
	actor->signal = 0;
}

/* A process that waits is not stuck while a timer of its is set. */
static void fold_timer(struct stage *stage, struct actor *actor, const struct record *record)
{
	(void)stage;
	if (record->object == 0)
		actor->timed = record->argument > 0;
}

static void fold_clock(struct stage *stage, struct actor *actor, const struct record *record)
{
	(void)actor;
	stage->clock_ns = record->value;
}

static void fold_park(struct stage *stage, struct actor *actor, const struct record *record)
{
	(void)stage;
	enum operation operation =
		record->value < OP_COUNT ? (enum operation)record->value : OP_NONE;
	actor->next = (struct next){
		.operation = (uint8_t)operation,
		.visible = record->flags & RECORD_VISIBLE,
		.timed = record->flags & RECORD_TIMED,
		.in_handler = record->flags & RECORD_HANDLER,
		.object = record->object,
		.size = record->size,
		.where = record->where,
		.argument = record->argument,
	};
}

static void fold_print(struct stage *stage, struct actor *actor, const struct record *record)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	while (length > 0 && text[length - 1] == '\n')
		length--;
	const char *before = memrchr(text, '\n', length);
	size_t start = before ? (size_t)(before - text) + 1 : 0;
	if (length > 0)
		printable_copy(actor->printed, sizeof actor->printed, text + start, length - start);
}

static void fold_name(struct stage *stage, struct actor *actor, const struct record *record)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	printable_copy(actor->name, sizeof actor->name, text, length);
	actor->named = true;
}

static void fold_note(struct stage *stage, struct actor *actor, const struct record *record)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	printable_copy(actor->note, sizeof actor->note, text, length);
}

static void fold_scope_open(struct stage *stage, struct actor *actor, const struct record *record)
{
	char text[STAGE_REPORT];
	size_t length = stage_text(stage, record, text);
	if (actor->scope_depth < STAGE_SCOPES) {
		struct scope *scope = &actor->scopes[actor->scope_depth];
		*scope = (struct scope){.object = record->object, .where = record->where};
		printable_copy(scope->word, sizeof scope->word, text, length);
	}
	if (actor->scope_depth < UINT8_MAX)
		actor->scope_depth++;
}

static void fold_scope_close(struct stage *stage, struct actor *actor, const struct record *record)
{
	(void)stage;
	(void)record;
	if (actor->scope_depth > 0)
		actor->scope_depth--;
}

static struct report *report_named(struct stage *stage, const char *name, size_t length)
{
	char clean[TRACE_NAME];
	printable_copy(clean, sizeof clean, name, length);
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

static void fold_report(struct stage *stage, struct actor *actor, const struct record *record)
{
	(void)actor;
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
	printable_copy(out, STAGE_REPORT, equals + 1, length - name - 1);
	report->has_outcome |= outcome;
	report->has_expected |= !outcome;
}

/* The clock's record is in somebody's ring, but it is about nobody. */
static void set_activity(struct actor *actor, const struct record *record)
{
	if (record->operation == OP_TYPED) /* it was done for the actor, which waits yet */
		return;
	if (record->object && record->operation != OP_PARK && record->operation != OP_FREED) {
		actor->last_operation = record->operation;
		actor->last_object = record->object;
	}
	if (record->operation == OP_CLOCK || actor_over(actor))
		return;
	actor->born |= record->operation != OP_BEGIN;
	actor->activity = record->operation == OP_PARK ? ACTIVITY_READY : ACTIVITY_RUNS;
	if (record->where && record->operation != OP_PARK && record->operation != OP_DEATH)
		actor->where = record->where;
}

void actor_fold(struct stage *stage, struct actor *actor, const struct record *record)
{
	set_activity(actor, record);
	switch (record->operation) {
	case OP_BEGIN:
		fold_begin(stage, actor, record);
		break;
	case OP_FORK:
		fold_fork(stage, actor, record);
		break;
	case OP_THREAD:
		fold_thread(stage, actor, record);
		break;
	case OP_THREAD_END:
		fold_thread_end(stage, actor, record);
		break;
	case OP_EXEC:
		fold_exec(stage, actor, record);
		break;
	case OP_EXIT:
		fold_exit(stage, actor, record);
		break;
	case OP_DEATH:
		fold_death(stage, actor, record);
		break;
	case OP_WAIT:
		fold_wait(stage, actor, record);
		break;
	case OP_KILL:
		fold_kill(stage, actor, record);
		break;
	case OP_HANDLED:
		fold_handled(stage, actor, record);
		break;
	case OP_SET_TIMER:
	case OP_EXPIRE:
		fold_timer(stage, actor, record);
		break;
	case OP_CLOCK:
		fold_clock(stage, actor, record);
		break;
	case OP_PARK:
		fold_park(stage, actor, record);
		break;
	case OP_PRINT:
		fold_print(stage, actor, record);
		break;
	case OP_CALLED:
		if (!record->object)
			fold_name(stage, actor, record);
		break;
	case OP_NAME_PROCESS:
		fold_name(stage, actor, record);
		break;
	case OP_NOTE:
		fold_note(stage, actor, record);
		break;
	case OP_SCOPE_OPEN:
		fold_scope_open(stage, actor, record);
		break;
	case OP_SCOPE_CLOSE:
		fold_scope_close(stage, actor, record);
		break;
	case OP_OUTCOME:
	case OP_EXPECTED:
		fold_report(stage, actor, record);
		break;
	default:
		break;
	}
}

uint16_t actor_whole(const struct actor *actor)
{
	return actor->scope_depth > 0 ? actor->scopes[0].object : 0;
}

/* The children of a process that have not ended. */
static struct set children(const struct stage *stage, unsigned parent)
{
	struct set set = stage_alive(stage);
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (stage_parent(stage, &stage->actors[i]) != parent ||
		    stage->actors[i].space == stage->actors[parent].space)
			set_remove(&set, i);
	return set;
}

/* The children whose end it waits for: one, or any of them; each of a child's threads can end it.
 */
static struct set awaited(const struct stage *stage, const struct actor *actor)
{
	uint64_t number = actor->next.argument;
	if (number > stage->actor_count)
		return set_of((unsigned)number - 1);
	if (number > 0) {
		const struct actor *child = &stage->actors[number - 1];
		struct set living =
			set_common(stage_members(stage, child->space), stage_alive(stage));
		return set_is_empty(living) ? set_of(child->number) : living;
	}
	return children(stage, stage_space(stage, actor)->first);
}

void actor_wait(const struct stage *stage, const struct actor *actor, struct wait *wait)
{
	wait->cause = WAIT_OTHER;
	wait->others = true;
	if (actor->next.operation == OP_POLL && actor->next.size & POLL_CLIENTS)
		wait->open_to = OPEN_TO_CLIENTS;
	wait->typed = actor->next.operation == OP_POLL && actor->next.size & POLL_INPUT;
	if (actor->next.operation == OP_SLEEP) {
		wait->cause = WAIT_CLOCK;
		wait->passes = true;
	} else if (actor->next.operation == OP_WAIT) {
		wait->cause = WAIT_CHILD;
		wait->enders = awaited(stage, actor);
		wait->others = set_is_empty(wait->enders);
	} else if (actor->next.operation == OP_JOIN || actor->next.operation == OP_ONCE_WAIT) {
		wait->cause = WAIT_CHILD;
		wait->enders = set_of((unsigned)actor->next.argument % LIMIT_ACTORS);
		wait->others = false;
	}
}
