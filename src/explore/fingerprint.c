#include "explore/fingerprint.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "trace/timers.h"

/* Bytes in a pipe that were written together: which ones, and how many have not been read. */
struct piece {
	uint64_t which;
	uint64_t left;
};

struct object_fingerprint {
	struct piece *pieces; /* not read yet: [first, count) */
	size_t first, count, capacity;
	uint64_t order; /* hash of the operations whose order is all we know of it */
	uint64_t what;	/* what it is: how it came to be known. 0: nothing has been done to it */
};

struct fingerprint {
	uint64_t history[LIMIT_ACTORS]; /* all that each has done and was told */
	uint64_t kernel[LIMIT_SPACES];	/* its descriptors and mappings: what made them so */
	uint8_t status[LIMIT_SPACES];	/* what a parent is told of its end */
	uint64_t reports;		/* outcomes and expectations */
	uint64_t order;			/* everything */
	uint64_t step;			/* the records of this step */
	uint64_t shared;		/* in shared mappings when it began */
	uint8_t active[LIMIT_ACTORS];	/* who ran in this step, in order of beginning ... */
	unsigned active_count;
	struct set active_set;	      /* ... as a set ... */
	struct set saw_much;	      /* ... and who read more than a record holds */
	uint64_t asked[LIMIT_ACTORS]; /* records it had written when it was last asked */
	struct set asked_alive;	      /* who was alive then */
	struct object_fingerprint objects[LIMIT_OBJECTS];
};

uint64_t fingerprint_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 31;
}

static uint64_t mix_set(uint64_t hash, struct set set)
{
	for (unsigned i = 0; i < SET_WORDS; i++)
		hash = fingerprint_mix(hash, set.words[i]);
	return hash;
}

static uint64_t mix_bytes(uint64_t hash, const char *bytes, size_t length)
{
	uint64_t words[(RECORD_TEXT + 7) / 8] = {0};

	memcpy(words, bytes, length);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		hash = fingerprint_mix(hash, words[i]);
	return fingerprint_mix(hash, length);
}

struct fingerprint *fingerprint_new(void)
{
	return calloc(1, sizeof(struct fingerprint));
}

void fingerprint_free(struct fingerprint *fingerprint)
{
	for (unsigned i = 0; fingerprint && i < LIMIT_OBJECTS; i++)
		free(fingerprint->objects[i].pieces);
	free(fingerprint);
}

void fingerprint_clear(struct fingerprint *fingerprint)
{
	memset(fingerprint, 0, offsetof(struct fingerprint, objects));
	for (unsigned i = 0; i < LIMIT_OBJECTS; i++) {
		fingerprint->objects[i].first = fingerprint->objects[i].count = 0;
		fingerprint->objects[i].order = fingerprint->objects[i].what = 0;
	}
}

/* --- pipes ----------------------------------------------------------------------------------- */

static void put(struct object_fingerprint *pipe, struct piece piece)
{
	struct piece *pieces = pipe->pieces;

	if (pipe->count == pipe->capacity) {
		size_t capacity = pipe->capacity ? 2 * pipe->capacity : 16;

		pieces = realloc(pipe->pieces, capacity * sizeof(*pieces));
		if (!pieces) { /* remembered as an operation whose order counts: finer, not wrong */
			pipe->order = fingerprint_mix(pipe->order, piece.which);
			return;
		}
		pipe->pieces = pieces;
		pipe->capacity = capacity;
	}
	pieces[pipe->count++] = piece;
}

/* Take bytes out; returns a hash that says which ones. */
static uint64_t take(struct object_fingerprint *pipe, uint64_t bytes)
{
	uint64_t which = bytes;

	while (bytes && pipe->first < pipe->count) {
		struct piece *piece = &pipe->pieces[pipe->first];
		uint64_t taken = piece->left < bytes ? piece->left : bytes;

		which = fingerprint_mix(fingerprint_mix(which, piece->which), piece->left);
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
static void fold_write(struct fingerprint *fingerprint, const struct record *record)
{
	uint64_t which = record->value <= RECORD_TEXT
				 ? mix_bytes(1, record->text, record->text_length)
				 : fingerprint->history[record->actor % LIMIT_ACTORS];

	if (record->value)
		put(&fingerprint->objects[record->object], (struct piece){which, record->value});
}

static void fold_transfer(struct fingerprint *fingerprint, const struct trace *trace,
			  const struct record *record)
{
	struct object_fingerprint *object = &fingerprint->objects[record->object];
	uint64_t *history = &fingerprint->history[record->actor % LIMIT_ACTORS];

	switch ((enum bytes_kept)kind_row(trace->objects[record->object].kind)->bytes) {
	case BYTES_CONTENT:
	case BYTES_MEMORY:
		break; /* what it holds is in its entry; what was read of it is in the record */
	case BYTES_ORDER:
		/* A socket may keep the bounds of messages or not: its order is all we know. */
		object->order = fingerprint_mix(object->order, *history);
		*history = fingerprint_mix(*history, object->order);
		break;
	case BYTES_PIECES:
		if (record->operation == OP_WRITE)
			fold_write(fingerprint, record);
		else
			*history = fingerprint_mix(*history, take(object, record->value));
	}
}

/* --- records --------------------------------------------------------------------------------- */

static unsigned space_number(const struct trace *trace, unsigned actor)
{
	return trace->actors[actor % LIMIT_ACTORS].space % LIMIT_SPACES;
}

/* What the process of an actor holds open in the kernel. */
static uint64_t *held_of(struct fingerprint *fingerprint, const struct trace *trace, unsigned actor)
{
	return &fingerprint->kernel[space_number(trace, actor)];
}

/* Who stands in the line of an address may have ended: their order is the address's. */
static void fold_address(struct fingerprint *fingerprint, const struct trace *trace,
			 const struct record *record)
{
	unsigned self = record->actor % LIMIT_ACTORS;
	uint64_t *order = &fingerprint->objects[record->object].order;

	if (record->error && !record->value)
		return;
	*order = fingerprint_mix(*order, record_hash(0, record));
	*held_of(fingerprint, trace, self) =
		record_hash(*held_of(fingerprint, trace, self), record);
}

/* The flags of a description that several may share. */
static void fold_flags(struct fingerprint *fingerprint, const struct trace *trace,
		       const struct record *record)
{
	unsigned self = record->actor % LIMIT_ACTORS;
	uint64_t *order = &fingerprint->objects[record->object].order;

	*order = fingerprint_mix(*order, fingerprint->history[self]);
	*held_of(fingerprint, trace, self) =
		record_hash(*held_of(fingerprint, trace, self), record);
}

static void fold_report(struct fingerprint *fingerprint, const struct record *record)
{
	uint64_t which = record->operation | (unsigned)record->flags << 8;

	fingerprint->reports = mix_bytes(fingerprint_mix(fingerprint->reports, which), record->text,
					 record->text_length);
}

/*
 * Somebody has been sent a signal: a handler has run in whatever it was at, or it will when it is
 * let in. No record of his own says so, and his memory and the kernel's have changed.
 */
static void fold_signal(struct fingerprint *fingerprint, unsigned target,
			const struct record *record)
{
	uint64_t *history = &fingerprint->history[target % LIMIT_ACTORS];

	*history = fingerprint_mix(*history, record_hash(1, record));
	fingerprint->asked[target % LIMIT_ACTORS] = UINT64_MAX;
}

/* The end of a child is a signal, too, for a parent that has a handler for it. */
static void fold_end(struct fingerprint *fingerprint, const struct trace *trace,
		     const struct record *record)
{
	unsigned self = record->actor % LIMIT_ACTORS, parent = trace_parent(trace, self);

	fingerprint->status[space_number(trace, self)] = (uint8_t)record->value;
	if (parent != self && trace_space(trace, parent)->caught >> (SIGCHLD - 1) & 1)
		fold_signal(fingerprint, parent, record);
}

/*
 * Objects are numbered in the order in which they were first touched. Two states in which that was
 * another one are not the same, though each number may have the same in it: what it stands for is
 * its place in memory, or how whoever touched it first came to do so.
 */
static void identify(struct object_fingerprint *known, const struct object_entry *object,
		     uint64_t history)
{
	uint64_t kind = object->key[0] >> KEY_SHIFT;
	bool has_place = kind == KEY_MAPPING || kind == KEY_PRIVATE || kind == KEY_WHOLE;

	if (!known->what)
		known->what = has_place ? fingerprint_mix(object->key[0], object->key[1]) | 1
					: history | 1;
}

/* What an operation adds that is about no object, by its column KEY. */
static void fold_actor(struct fingerprint *fingerprint, const struct trace *trace, enum keyed keyed,
		       const struct record *record)
{
	unsigned self = record->actor % LIMIT_ACTORS;
	unsigned parent = (unsigned)record->argument % LIMIT_ACTORS;
	uint64_t *history = &fingerprint->history[self];

	if (keyed == KEYED_BIRTH) {
		*held_of(fingerprint, trace, self) = *held_of(fingerprint, trace, parent);
		*history = fingerprint_mix(fingerprint->history[parent], *history);
	} else if (keyed == KEYED_END) {
		fold_end(fingerprint, trace, record);
	} else if (keyed == KEYED_SIGNAL) {
		fold_signal(fingerprint, (unsigned)record->argument, record);
	} else if (keyed == KEYED_REAPED && !record->error && record->value < LIMIT_ACTORS) {
		*history = fingerprint_mix(
			*history,
			fingerprint->status[space_number(trace, (unsigned)record->value)]);
	} else if (keyed == KEYED_REPORT) {
		fold_report(fingerprint, record);
	}
}

/* The same of one that is about an object. */
static void fold_object(struct fingerprint *fingerprint, const struct trace *trace,
			enum keyed keyed, const struct record *record)
{
	unsigned self = record->actor % LIMIT_ACTORS;

	if (keyed == KEYED_FLAGS)
		fold_flags(fingerprint, trace, record);
	else if (keyed == KEYED_ADDRESS)
		fold_address(fingerprint, trace, record);
	else if (keyed == KEYED_HELD)
		*held_of(fingerprint, trace, self) =
			record_hash(*held_of(fingerprint, trace, self), record);
	else if (keyed == KEYED_BYTES)
		fold_transfer(fingerprint, trace, record);
	else if (keyed == KEYED_SEEN && record->size > sizeof(record->value))
		set_add(&fingerprint->saw_much, self);
}

static void note_active(struct fingerprint *fingerprint, unsigned actor)
{
	if (set_has(fingerprint->active_set, actor))
		return;
	set_add(&fingerprint->active_set, actor);
	fingerprint->active[fingerprint->active_count++] = (uint8_t)actor;
}

void fingerprint_fold(struct fingerprint *fingerprint, const struct trace *trace,
		      const struct record *record)
{
	unsigned self = record->actor % LIMIT_ACTORS;

	enum keyed keyed = operation_row(record->operation)->key;

	if (keyed == KEYED_NOTHING)
		return;
	note_active(fingerprint, self);
	if (keyed == KEYED_ACTS)
		return;
	fingerprint->step = record_hash(fingerprint->step, record);
	fingerprint->history[self] = record_hash(fingerprint->history[self], record);
	fold_actor(fingerprint, trace, keyed, record);
	if (record->object && record->object < LIMIT_OBJECTS)
		identify(&fingerprint->objects[record->object], trace_entry(trace, record->object),
			 fingerprint->history[self]);
	if (record->object && record->object < LIMIT_OBJECTS)
		fold_object(fingerprint, trace, keyed, record);
}

/* --- steps ----------------------------------------------------------------------------------- */

void fingerprint_begin_step(struct fingerprint *fingerprint, uint64_t shared)
{
	fingerprint->step = 0;
	fingerprint->shared = shared;
	fingerprint->active_count = 0;
	fingerprint->active_set = fingerprint->saw_much = set_none();
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
uint64_t fingerprint_end_step(struct fingerprint *fingerprint, const struct trace *trace)
{
	bool opaque =
		fingerprint->shared && (!set_is_empty(fingerprint->saw_much) || is_opaque(trace));
	uint64_t seen = fingerprint->shared;

	for (unsigned i = 0; i < fingerprint->active_count; i++) {
		uint64_t *history = &fingerprint->history[fingerprint->active[i]];

		if (opaque)
			*history = fingerprint_mix(*history, seen);
		seen = fingerprint_mix(seen, *history);
		fingerprint->order = fingerprint_mix(fingerprint->order, *history);
	}
	return fingerprint->step;
}

/* --- keys ------------------------------------------------------------------------------------ */

struct set fingerprint_stale(struct fingerprint *fingerprint, const struct trace *trace)
{
	unsigned count = trace_actors(trace);
	struct set alive = trace_alive(trace);
	struct set stale = set_none();

	for (unsigned i = 0; i < count; i++) {
		uint64_t written = atomic_load(&trace->rings[i].head);

		if (fingerprint->asked[i] != written)
			set_add(&stale, i);
		fingerprint->asked[i] = written;
	}
	/* What somebody wrote before it ended is told by those who are left. */
	if (!set_equals(alive, fingerprint->asked_alive))
		stale = alive;
	fingerprint->asked_alive = alive;
	return set_common(stale, alive);
}

/* Unless somebody reads the clock, only how far away a deadline is decides anything. */
static uint64_t relative(const struct trace *trace, uint64_t deadline_ns, struct key_rules rules)
{
	if (deadline_ns == UINT64_MAX || rules.clock)
		return deadline_ns;
	return deadline_ns > trace->clock_ns ? deadline_ns - trace->clock_ns : 0;
}

static uint64_t mix_intent(uint64_t hash, const struct trace *trace, const struct intent *intent,
			   struct key_rules rules)
{
	hash = fingerprint_mix(hash, intent->argument);
	hash = fingerprint_mix(hash, relative(trace, intent->deadline_ns, rules));
	hash = fingerprint_mix(hash, (uint64_t)intent->size << 32 | intent->where);
	return fingerprint_mix(hash, intent->object | (uint64_t)intent->operation << 16 |
					     (uint64_t)intent->visible << 24 |
					     (uint64_t)intent->by_fd << 25 |
					     (uint64_t)intent->interrupted << 26 |
					     (uint64_t)intent->notified << 27 |
					     (uint64_t)intent->object_gone << 28);
}

static uint64_t mix_ending(uint64_t hash, const struct space_entry *space)
{
	return fingerprint_mix(hash, space->signal | (uint64_t)space->exit_status << 8 |
					     (uint64_t)space->killed_by << 16 |
					     (uint64_t)space->reaped << 24);
}

/* What the actors of one process share. */
static uint64_t mix_space(uint64_t hash, const struct space_entry *space)
{
	hash = fingerprint_mix(hash, space->untold);
	hash = fingerprint_mix(hash, space->ignored);
	for (unsigned i = 0; i < SPACE_SIGNALS; i++) {
		if (space->held_back[i])
			hash = fingerprint_mix(fingerprint_mix(hash, i), space->held_back[i]);
	}
	return fingerprint_mix(hash, space->caught);
}

static uint64_t mix_actor(uint64_t hash, const struct fingerprint *fingerprint,
			  const struct trace *trace, unsigned number, struct key_rules rules,
			  uint32_t *unclear)
{
	const struct actor_entry *actor = &trace->actors[number];
	const struct space_entry *space = trace_space(trace, number);

	if (!trace_is_alive(trace, number))
		return mix_ending(fingerprint_mix(hash, 1), space);
	hash = mix_intent(fingerprint_mix(hash, 2 | (uint64_t)space->parent << 8), trace,
			  &actor->intent, rules);
	hash = fingerprint_mix(hash, fingerprint->kernel[actor->space % LIMIT_SPACES]);
	hash = mix_space(hash, space);
	if (rules.memory && space->unclear == UNCLEAR_NO)
		return fingerprint_mix(fingerprint_mix(hash, 3), space->memory_key);
	if (rules.memory)
		*unclear |= UINT32_C(1) << space->unclear % UNCLEAR_COUNT;
	hash = fingerprint_mix(fingerprint_mix(hash, 4), space->told);
	return fingerprint_mix(hash, fingerprint->history[number]);
}

static bool keeps_content(const struct object_entry *object)
{
	enum bytes_kept bytes = kind_row(object->kind)->bytes;

	return bytes == BYTES_CONTENT || bytes == BYTES_MEMORY;
}

static uint64_t mix_object(uint64_t hash, const struct fingerprint *fingerprint,
			   const struct trace *trace, unsigned number)
{
	const struct object_entry *object = &trace->objects[number];
	const struct object_fingerprint *known = &fingerprint->objects[number];
	uint64_t value = object->value;

	if (keeps_content(object) && !value)
		value = fingerprint->order; /* it could not be told */
	hash = fingerprint_mix(hash, value);
	hash = mix_set(hash, trace_alive_in(trace, shared_set_get(&object->holders)));
	hash = fingerprint_mix(hash, object->kind | (uint64_t)object->options << 8 |
					     (uint64_t)object->whole << 16 |
					     (uint64_t)object->size << 32);
	hash = fingerprint_mix(fingerprint_mix(hash, known->order), known->what);
	for (unsigned i = 0; i < object->waiting_count && i < LIMIT_ACTORS; i++)
		hash = fingerprint_mix(hash, object->waiting[i] + UINT64_C(1));
	for (size_t i = known->first; i < known->count; i++)
		hash = fingerprint_mix(fingerprint_mix(hash, known->pieces[i].which),
				       known->pieces[i].left);
	return hash;
}

/* When timers go off, as far from now as a deadline. */
static uint64_t mix_timers(uint64_t hash, const struct trace *trace, struct key_rules rules)
{
	for (unsigned i = 0; i < trace->timer_count && i < LIMIT_TIMERS; i++) {
		const struct timer_entry *timer = &trace->timers[i];

		if (!timer_is_live(trace, timer))
			continue;
		hash = fingerprint_mix(hash, i | (uint64_t)timer->kind << 8 |
						     (uint64_t)timer->space << 16 |
						     (uint64_t)timer->signal << 24 |
						     (uint64_t)timer->object << 32);
		hash = fingerprint_mix(hash, relative(trace, timer->deadline_ns, rules));
		hash = fingerprint_mix(hash, timer->period_ns);
		hash = fingerprint_mix(hash, timer->expirations);
		hash = fingerprint_mix(hash, timer->value);
	}
	return hash;
}

uint64_t fingerprint_key(const struct fingerprint *fingerprint, const struct trace *trace,
			 struct key_rules rules, uint32_t *unclear)
{
	unsigned actors = trace_actors(trace);
	unsigned objects = trace_objects(trace);
	uint64_t hash =
		fingerprint_mix(fingerprint->reports,
				actors | (uint64_t)trace->ports << 16 | (uint64_t)objects << 32);

	for (unsigned i = 0; i < actors; i++)
		hash = mix_actor(hash, fingerprint, trace, i, rules, unclear);
	for (unsigned i = 1; i < objects; i++)
		hash = mix_object(hash, fingerprint, trace, i);
	hash = mix_timers(hash, trace, rules);
	if (rules.clock)
		hash = fingerprint_mix(hash, trace->clock_ns);
	if (trace->fd_order_counts)
		hash = fingerprint_mix(hash, trace->fd_order);
	return hash ? hash : 1;
}

uint64_t fingerprint_shared(const struct trace *trace)
{
	unsigned count = trace_objects(trace);
	uint64_t hash = 0;

	for (unsigned i = 1; i < count; i++) {
		if (kind_row(trace->objects[i].kind)->bytes == BYTES_MEMORY)
			hash = fingerprint_mix(fingerprint_mix(hash, i), trace->objects[i].value);
	}
	return hash;
}

uint64_t fingerprint_end_key(const struct fingerprint *fingerprint, const struct trace *trace)
{
	unsigned count = trace_actors(trace);
	uint64_t hash = fingerprint_mix(fingerprint->reports, atomic_load(&trace->stop));

	for (unsigned i = 0; i < count; i++)
		hash = mix_ending(fingerprint_mix(hash, trace_is_alive(trace, i)),
				  trace_space(trace, i));
	return hash ? hash : 1;
}
