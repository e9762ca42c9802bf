#include "explore/past.h"

#include <stdlib.h>
#include <string.h>

/* Bytes in a pipe that were written together: which ones, and how many have not been read. */
struct piece {
	uint64_t which;
	uint64_t left;
};

struct object_past {
	struct piece *pieces; /* not read yet: [first, count) */
	size_t first, count, room;
	uint64_t order; /* hash of the operations whose order is all we know of it */
};

struct past {
	uint64_t history[TRACE_PROCESSES]; /* all that each has done and was told */
	uint64_t kernel[TRACE_PROCESSES];  /* its descriptors and mappings: what made them so */
	uint8_t status[TRACE_PROCESSES];   /* what a parent is told of its end */
	uint64_t reports;		   /* outcomes and expectations */
	uint64_t order;			   /* everything */
	uint64_t step;			   /* the records of this step */
	uint64_t shared;		   /* in shared mappings when it began */
	uint8_t active[TRACE_PROCESSES];   /* who ran in this step, in order of beginning ... */
	unsigned active_count;
	uint64_t active_set;		 /* ... as a set ... */
	uint64_t saw_much;		 /* ... and who read more than a record holds */
	uint64_t asked[TRACE_PROCESSES]; /* records it had written when it was last asked */
	uint64_t asked_alive;		 /* who was alive then */
	struct object_past objects[TRACE_OBJECTS];
};

static uint64_t bit(unsigned number)
{
	return UINT64_C(1) << number;
}

uint64_t past_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 31;
}

static uint64_t mix_bytes(uint64_t hash, const char *bytes, size_t length)
{
	uint64_t words[(RECORD_TEXT + 7) / 8] = {0};

	memcpy(words, bytes, length);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		hash = past_mix(hash, words[i]);
	return past_mix(hash, length);
}

struct past *past_new(void)
{
	return calloc(1, sizeof(struct past));
}

void past_free(struct past *past)
{
	for (unsigned i = 0; past && i < TRACE_OBJECTS; i++)
		free(past->objects[i].pieces);
	free(past);
}

void past_clear(struct past *past)
{
	memset(past, 0, offsetof(struct past, objects));
	for (unsigned i = 0; i < TRACE_OBJECTS; i++) {
		past->objects[i].first = past->objects[i].count = 0;
		past->objects[i].order = 0;
	}
}

/* --- pipes ----------------------------------------------------------------------------------- */

static void put(struct object_past *pipe, struct piece piece)
{
	struct piece *pieces = pipe->pieces;

	if (pipe->count == pipe->room) {
		size_t room = pipe->room ? 2 * pipe->room : 16;

		pieces = realloc(pipe->pieces, room * sizeof(*pieces));
		if (!pieces) { /* remembered as an operation whose order counts: finer, not wrong */
			pipe->order = past_mix(pipe->order, piece.which);
			return;
		}
		pipe->pieces = pieces;
		pipe->room = room;
	}
	pieces[pipe->count++] = piece;
}

/* Take bytes out; returns a hash that says which ones. */
static uint64_t take(struct object_past *pipe, uint64_t bytes)
{
	uint64_t which = bytes;

	while (bytes && pipe->first < pipe->count) {
		struct piece *piece = &pipe->pieces[pipe->first];
		uint64_t taken = piece->left < bytes ? piece->left : bytes;

		which = past_mix(past_mix(which, piece->which), piece->left);
		piece->left -= taken;
		bytes -= taken;
		if (piece->left == 0)
			pipe->first++;
	}
	if (pipe->first == pipe->count)
		pipe->first = pipe->count = 0;
	return which;
}

/* What was written is known by its bytes when the record has all of them, else by its writer. */
static void fold_write(struct past *past, const struct record *record)
{
	uint64_t which = record->value <= RECORD_TEXT
				 ? mix_bytes(1, record->text, record->text_length)
				 : past->history[record->process % TRACE_PROCESSES];

	if (record->value)
		put(&past->objects[record->object], (struct piece){which, record->value});
}

static void fold_transfer(struct past *past, const struct trace *trace, const struct record *record)
{
	struct object_past *object = &past->objects[record->object];
	uint64_t *history = &past->history[record->process % TRACE_PROCESSES];

	/* What a file holds is in its object's value; what was read of it is in the record. */
	if (trace->objects[record->object].kind == OBJECT_FILE)
		return;
	if (trace->objects[record->object].kind != OBJECT_PIPE) {
		/* A socket may keep the bounds of messages or not: its order is all we know. */
		object->order = past_mix(object->order, *history);
		*history = past_mix(*history, object->order);
	} else if (record->operation == OP_WRITE) {
		fold_write(past, record);
	} else {
		*history = past_mix(*history, take(object, record->value));
	}
}

/* --- records --------------------------------------------------------------------------------- */

static void fold_process(struct past *past, const struct record *record)
{
	unsigned self = record->process % TRACE_PROCESSES;
	unsigned parent = (unsigned)record->argument % TRACE_PROCESSES;

	switch (record->operation) {
	case OP_BEGIN:
		past->kernel[self] = past->kernel[parent];
		past->history[self] = past_mix(past->history[parent], past->history[self]);
		break;
	case OP_EXIT:
	case OP_DEATH:
		past->status[self] = (uint8_t)record->value;
		break;
	case OP_WAIT:
		if (!record->error && record->value < TRACE_PROCESSES)
			past->history[self] =
				past_mix(past->history[self], past->status[record->value]);
		break;
	case OP_OUTCOME:
	case OP_EXPECTED:
		past->reports = mix_bytes(
			past_mix(past->reports, record->operation | (unsigned)record->flags << 8),
			record->text, record->text_length);
		break;
	default:
		break;
	}
}

/* Who stands in the line of an address may have ended: their order is the address's. */
static void fold_address(struct past *past, const struct record *record)
{
	unsigned self = record->process % TRACE_PROCESSES;
	uint64_t *order = &past->objects[record->object].order;

	*order = past_mix(*order, record_hash(0, record));
	past->kernel[self] = record_hash(past->kernel[self], record);
}

static void fold_object(struct past *past, const struct trace *trace, const struct record *record)
{
	unsigned self = record->process % TRACE_PROCESSES;

	switch (record->operation) {
	case OP_FCNTL: /* the flags of a description that several may share */
		past->objects[record->object].order =
			past_mix(past->objects[record->object].order, past->history[self]);
		past->kernel[self] = record_hash(past->kernel[self], record);
		break;
	case OP_BIND:
	case OP_LISTEN:
	case OP_CONNECT:
	case OP_ACCEPT:
	case OP_SHUTDOWN:
		if (!record->error || record->value)
			fold_address(past, record);
		break;
	case OP_PIPE:
	case OP_SOCKETPAIR:
	case OP_CLOSE:
	case OP_OPEN:
	case OP_MAP:
	case OP_EXEC:
		past->kernel[self] = record_hash(past->kernel[self], record);
		break;
	case OP_READ:
	case OP_WRITE:
	case OP_PEEK:
		fold_transfer(past, trace, record);
		break;
	case OP_LOAD:
	case OP_ATOMIC:
		if (record->size > sizeof(record->value))
			past->saw_much |= bit(self);
		break;
	default:
		break;
	}
}

static void note_active(struct past *past, unsigned process)
{
	if (past->active_set & bit(process))
		return;
	past->active_set |= bit(process);
	past->active[past->active_count++] = (uint8_t)process;
}

void past_fold(struct past *past, const struct trace *trace, const struct record *record)
{
	unsigned self = record->process % TRACE_PROCESSES;

	if (record->operation == OP_CLOCK)
		return;
	note_active(past, self);
	if (record->operation == OP_PRINT || record->operation == OP_NOTE)
		return;
	past->step = record_hash(past->step, record);
	past->history[self] = record_hash(past->history[self], record);
	fold_process(past, record);
	if (record->object && record->object < TRACE_OBJECTS)
		fold_object(past, trace, record);
}

/* --- steps ----------------------------------------------------------------------------------- */

void past_begin_step(struct past *past, uint64_t shared)
{
	past->step = 0;
	past->shared = shared;
	past->active_count = 0;
	past->active_set = past->saw_much = 0;
}

/* Whether shared memory may be read by code that the memory hooks are not in, libmp's for one. */
static bool is_opaque(const struct trace *trace)
{
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		if (trace->objects[i].key[0] >> KEY_SHIFT == KEY_WHOLE)
			return true;
	}
	return !trace->hooked;
}

/*
 * What a process has read without a record can only be what lay there when the step began, or
 * what those wrote who ran before it in the same step.
 */
uint64_t past_end_step(struct past *past, const struct trace *trace)
{
	bool opaque = past->shared && (past->saw_much || is_opaque(trace));
	uint64_t seen = past->shared;

	for (unsigned i = 0; i < past->active_count; i++) {
		uint64_t *history = &past->history[past->active[i]];

		if (opaque)
			*history = past_mix(*history, seen);
		seen = past_mix(seen, *history);
		past->order = past_mix(past->order, *history);
	}
	return past->step;
}

/* --- keys ------------------------------------------------------------------------------------ */

uint64_t past_stale(struct past *past, const struct trace *trace)
{
	unsigned count = trace_processes(trace);
	uint64_t alive = trace_alive(trace);
	uint64_t stale = 0;

	for (unsigned i = 0; i < count; i++) {
		uint64_t written = atomic_load(&trace->rings[i].head);

		if (past->asked[i] != written)
			stale |= bit(i);
		past->asked[i] = written;
	}
	/* What somebody wrote before it ended is told by those who are left. */
	if (alive != past->asked_alive)
		stale = alive;
	past->asked_alive = alive;
	return stale & alive;
}

static uint64_t mix_intent(uint64_t hash, const struct trace *trace, const struct intent *intent,
			   struct key_rules rules)
{
	uint64_t deadline = intent->deadline_ns;

	if (deadline != UINT64_MAX && !rules.clock)
		deadline = deadline > trace->clock_ns ? deadline - trace->clock_ns : 0;
	hash = past_mix(hash, intent->argument);
	hash = past_mix(hash, deadline);
	hash = past_mix(hash, (uint64_t)intent->size << 32 | intent->where);
	return past_mix(hash, intent->object | (uint64_t)intent->operation << 16 |
				      (uint64_t)intent->visible << 24 |
				      (uint64_t)intent->by_fd << 25 |
				      (uint64_t)intent->interrupted << 26 |
				      (uint64_t)intent->notified << 27);
}

static uint64_t mix_ending(uint64_t hash, const struct process_entry *process)
{
	return past_mix(hash, process->signal | (uint64_t)process->exit_status << 8 |
				      (uint64_t)process->killed_by << 16 |
				      (uint64_t)process->reaped << 24);
}

static uint64_t mix_process(uint64_t hash, const struct past *past, const struct trace *trace,
			    unsigned number, struct key_rules rules, uint32_t *unclear)
{
	const struct process_entry *process = &trace->processes[number];

	if (!trace_is_alive(trace, number))
		return mix_ending(past_mix(hash, 1), process);
	hash = mix_intent(past_mix(hash, 2 | (uint64_t)process->parent << 8), trace,
			  &process->intent, rules);
	hash = past_mix(hash, past->kernel[number]);
	hash = past_mix(hash, process->untold);
	hash = past_mix(hash, process->caught);
	if (rules.memory && process->unclear == UNCLEAR_NO)
		return past_mix(past_mix(hash, 3), process->memory_key);
	if (rules.memory)
		*unclear |= UINT32_C(1) << process->unclear % UNCLEAR_COUNT;
	return past_mix(past_mix(hash, 4), past->history[number]);
}

static uint64_t mix_object(uint64_t hash, const struct past *past, const struct trace *trace,
			   unsigned number)
{
	const struct object_entry *object = &trace->objects[number];
	const struct object_past *known = &past->objects[number];
	uint64_t value = object->value;

	if ((object->kind == OBJECT_MAPPING || object->kind == OBJECT_FILE) && !value)
		value = past->order; /* it could not be told */
	hash = past_mix(hash, value);
	hash = past_mix(hash, atomic_load(&object->holders) & trace_alive(trace));
	hash = past_mix(hash, object->kind | (uint64_t)object->options << 8 |
				      (uint64_t)object->whole << 16 | (uint64_t)object->size << 32);
	hash = past_mix(hash, known->order);
	for (unsigned i = 0; i < object->room_count && i < TRACE_PROCESSES; i++)
		hash = past_mix(hash, object->room[i] + UINT64_C(1));
	for (size_t i = known->first; i < known->count; i++)
		hash = past_mix(past_mix(hash, known->pieces[i].which), known->pieces[i].left);
	return hash;
}

uint64_t past_key(const struct past *past, const struct trace *trace, struct key_rules rules,
		  uint32_t *unclear)
{
	unsigned processes = trace_processes(trace);
	unsigned objects = trace_objects(trace);
	uint64_t hash = past_mix(past->reports, processes | (uint64_t)trace->ports << 16 |
							(uint64_t)objects << 32);

	for (unsigned i = 0; i < processes; i++)
		hash = mix_process(hash, past, trace, i, rules, unclear);
	for (unsigned i = 1; i < objects; i++)
		hash = mix_object(hash, past, trace, i);
	if (rules.clock)
		hash = past_mix(hash, trace->clock_ns);
	if (trace->fd_order_counts)
		hash = past_mix(hash, trace->fd_order);
	return hash ? hash : 1;
}

uint64_t past_shared(const struct trace *trace)
{
	unsigned count = trace_objects(trace);
	uint64_t hash = 0;

	for (unsigned i = 1; i < count; i++) {
		if (trace->objects[i].kind == OBJECT_MAPPING)
			hash = past_mix(past_mix(hash, i), trace->objects[i].value);
	}
	return hash;
}

uint64_t past_end_key(const struct past *past, const struct trace *trace)
{
	unsigned count = trace_processes(trace);
	uint64_t hash = past_mix(past->reports, atomic_load(&trace->stop));

	for (unsigned i = 0; i < count; i++)
		hash = mix_ending(past_mix(hash, trace_is_alive(trace, i)), &trace->processes[i]);
	return hash ? hash : 1;
}
