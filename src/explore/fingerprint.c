#include "explore/fingerprint.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "trace/timers.h"

/* Bytes in a pipe that were written together: which ones, and how many have not been read. */
struct piece {
	struct hash which;
	uint64_t left;
};

struct object_fingerprint {
	struct piece *pieces; /* not read yet: [first, count) */
	size_t first, count, capacity;
	struct hash order; /* of the operations whose order is all we know of it */
	struct hash what;  /* what it is: how it came to be known. None: nothing was done to it */
};

struct fingerprint {
	struct hash history[LIMIT_SPACES]; /* all that was done in it and told, in its order */
	struct hash kernel[LIMIT_SPACES];  /* its descriptors and mappings: what made them so */
	uint8_t status[LIMIT_SPACES];	   /* what a parent is told of its end */
	struct hash reports;		   /* outcomes and expectations */
	struct hash order;		   /* everything */
	struct hash step;		   /* the records of this step */
	struct hash shared;		   /* in shared mappings when it began */
	uint8_t active[LIMIT_ACTORS];	   /* who ran in this step, in order of beginning ... */
	unsigned active_count;
	struct set active_set;	      /* ... as a set ... */
	struct set saw_much;	      /* ... and who read more than a record holds */
	uint64_t asked[LIMIT_ACTORS]; /* records it had written when it was last asked */
	struct set asked_alive;	      /* who was alive then */
	struct object_fingerprint objects[LIMIT_OBJECTS];
};

/* Fold a record in: all of it but its stamp, as the order is in the folding. */
static struct hash fold_record(struct hash hash, const struct record *record)
{
	struct record without = *record;

	without.stamp = 0;
	return hash_join(hash, hash_bytes(&without, sizeof(without)));
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
		fingerprint->objects[i].order = fingerprint->objects[i].what = hash_none();
	}
}

static unsigned space_number(const struct trace *trace, unsigned actor)
{
	return trace->actors[actor % LIMIT_ACTORS].space % LIMIT_SPACES;
}

/* Threads see what the others of their process have done: what one will do hangs on all of it. */
static struct hash *history_of(struct fingerprint *fingerprint, const struct trace *trace,
			       unsigned actor)
{
	return &fingerprint->history[space_number(trace, actor)];
}

/* --- pipes ----------------------------------------------------------------------------------- */

static void put(struct object_fingerprint *pipe, struct piece piece)
{
	struct piece *pieces = pipe->pieces;

	if (pipe->count == pipe->capacity) {
		size_t capacity = pipe->capacity ? 2 * pipe->capacity : 16;

		pieces = realloc(pipe->pieces, capacity * sizeof(*pieces));
		if (!pieces) { /* remembered as an operation whose order counts: finer, not wrong */
			pipe->order = hash_join(pipe->order, piece.which);
			return;
		}
		pipe->pieces = pieces;
		pipe->capacity = capacity;
	}
	pieces[pipe->count++] = piece;
}

/* Take bytes out; returns a hash that says which ones. */
static struct hash take(struct object_fingerprint *pipe, uint64_t bytes)
{
	struct hash which = hash_fold(hash_none(), bytes);

	while (bytes && pipe->first < pipe->count) {
		struct piece *piece = &pipe->pieces[pipe->first];
		uint64_t taken = piece->left < bytes ? piece->left : bytes;

		which = hash_fold(hash_join(which, piece->which), piece->left);
		piece->left -= taken;
		bytes -= taken;
		if (piece->left == 0)
			pipe->first++;
	}
	if (pipe->first == pipe->count)
		pipe->first = pipe->count = 0;
	return which;
}

/* What a look at so many bytes sees, which stay there: as take() would say. */
static struct hash look(const struct object_fingerprint *pipe, uint64_t bytes)
{
	struct hash which = hash_fold(hash_none(), bytes);

	for (size_t i = pipe->first; i < pipe->count && bytes; i++) {
		const struct piece *piece = &pipe->pieces[i];

		which = hash_fold(hash_join(which, piece->which), piece->left);
		bytes -= piece->left < bytes ? piece->left : bytes;
	}
	return which;
}

static size_t length_of(const struct record *record)
{
	return record->text_length < RECORD_TEXT ? record->text_length : RECORD_TEXT;
}

/* What was written is known by its bytes when the record has all of them, else by its writer. */
static void fold_write(struct fingerprint *fingerprint, const struct trace *trace,
		       const struct record *record)
{
	struct hash which = record->value <= RECORD_TEXT
				    ? hash_bytes(record->text, length_of(record))
				    : *history_of(fingerprint, trace, record->actor);

	if (record->value)
		put(&fingerprint->objects[record->object], (struct piece){which, record->value});
}

static void fold_transfer(struct fingerprint *fingerprint, const struct trace *trace,
			  const struct record *record)
{
	struct object_fingerprint *object = &fingerprint->objects[record->object];
	struct hash *history = history_of(fingerprint, trace, record->actor);

	switch ((enum bytes_kept)kind_row(trace->objects[record->object].kind)->bytes) {
	case BYTES_CONTENT:
	case BYTES_MEMORY:
		break; /* what it holds is in its entry; what was read of it is in the record */
	case BYTES_ORDER:
		/* A socket may keep the bounds of messages or not: its order is all we know. */
		object->order = hash_join(object->order, *history);
		*history = hash_join(*history, object->order);
		break;
	case BYTES_PIECES:
		if (record->operation == OP_WRITE)
			fold_write(fingerprint, trace, record);
		else if (record->operation == OP_PEEK)
			*history = hash_join(*history, look(object, record->value));
		else
			*history = hash_join(*history, take(object, record->value));
	}
}

/* --- records --------------------------------------------------------------------------------- */

/* What the process of an actor holds open in the kernel. */
static struct hash *held_of(struct fingerprint *fingerprint, const struct trace *trace,
			    unsigned actor)
{
	return &fingerprint->kernel[space_number(trace, actor)];
}

/* Who stands in the line of an address may have ended: their order is the address's. */
static void fold_address(struct fingerprint *fingerprint, const struct trace *trace,
			 const struct record *record)
{
	unsigned self = record->actor % LIMIT_ACTORS;
	struct hash *order = &fingerprint->objects[record->object].order;

	if (record->error && !record->value)
		return;
	*order = fold_record(*order, record);
	*held_of(fingerprint, trace, self) =
		fold_record(*held_of(fingerprint, trace, self), record);
}

/* The flags of a description that several may share. */
static void fold_flags(struct fingerprint *fingerprint, const struct trace *trace,
		       const struct record *record)
{
	unsigned self = record->actor % LIMIT_ACTORS;
	struct hash *order = &fingerprint->objects[record->object].order;

	*order = hash_join(*order, *history_of(fingerprint, trace, self));
	*held_of(fingerprint, trace, self) =
		fold_record(*held_of(fingerprint, trace, self), record);
}

static void fold_report(struct fingerprint *fingerprint, const struct record *record)
{
	uint64_t which = record->operation | (unsigned)record->flags << 8;

	fingerprint->reports = hash_join(hash_fold(fingerprint->reports, which),
					 hash_bytes(record->text, length_of(record)));
}

/*
 * Somebody has been sent a signal: a handler has run in whatever it was at, or it will when it is
 * let in. No record of his own says so, and his memory and the kernel's have changed.
 */
static void fold_signal(struct fingerprint *fingerprint, const struct trace *trace, unsigned target,
			const struct record *record)
{
	struct hash *history = history_of(fingerprint, trace, target);

	*history = fold_record(*history, record);
	fingerprint->asked[target % LIMIT_ACTORS] = UINT64_MAX;
}

/* The end of a child is a signal, too, for a parent that has a handler for it. */
static void fold_end(struct fingerprint *fingerprint, const struct trace *trace,
		     const struct record *record)
{
	unsigned self = record->actor % LIMIT_ACTORS, parent = trace_parent(trace, self);

	fingerprint->status[space_number(trace, self)] = (uint8_t)record->value;
	if (parent != self && trace_space(trace, parent)->caught >> (SIGCHLD - 1) & 1)
		fold_signal(fingerprint, trace, parent, record);
}

/*
 * Objects are numbered in the order in which they were first touched. Two states in which that was
 * another one are not the same, though each number may have the same in it: what it stands for is
 * its place in memory, or how whoever touched it first came to do so.
 */
static void identify(struct object_fingerprint *known, const struct object_entry *object,
		     struct hash history)
{
	uint64_t kind = object->key[0] >> KEY_SHIFT;
	bool has_place = kind == KEY_MAPPING || kind == KEY_PRIVATE || kind == KEY_WHOLE;

	if (hash_is_none(known->what))
		known->what = has_place ? hash_bytes(object->key, sizeof(object->key)) : history;
}

/* What an operation adds that is about no object, by its column KEY. */
static void fold_actor(struct fingerprint *fingerprint, const struct trace *trace, enum keyed keyed,
		       const struct record *record)
{
	unsigned self = record->actor % LIMIT_ACTORS;
	unsigned child = (unsigned)record->value % LIMIT_ACTORS;
	struct hash *history = history_of(fingerprint, trace, self);

	if (keyed == KEYED_BIRTH) {
		*held_of(fingerprint, trace, child) = *held_of(fingerprint, trace, self);
		*history_of(fingerprint, trace, child) = *history;
	} else if (keyed == KEYED_END) {
		fold_end(fingerprint, trace, record);
	} else if (keyed == KEYED_SIGNAL) {
		fold_signal(fingerprint, trace, (unsigned)record->argument, record);
	} else if (keyed == KEYED_REAPED && !record->error && record->value < LIMIT_ACTORS) {
		*history = hash_fold(
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
			fold_record(*held_of(fingerprint, trace, self), record);
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
	enum keyed keyed = operation_row(record->operation)->key;
	const struct record done = record_done(record);
	unsigned self = record->actor % LIMIT_ACTORS;
	struct hash *history = history_of(fingerprint, trace, self);

	if (keyed == KEYED_NOTHING)
		return;
	note_active(fingerprint, self);
	if (keyed == KEYED_ACTS)
		return;
	fingerprint->step = fold_record(fingerprint->step, &done);
	*history = fold_record(*history, record);
	fold_actor(fingerprint, trace, keyed, record);
	if (record->object && record->object < LIMIT_OBJECTS)
		identify(&fingerprint->objects[record->object], trace_entry(trace, record->object),
			 *history);
	if (record->object && record->object < LIMIT_OBJECTS)
		fold_object(fingerprint, trace, keyed, record);
}

/* --- steps ----------------------------------------------------------------------------------- */

void fingerprint_begin_step(struct fingerprint *fingerprint, struct hash shared)
{
	fingerprint->step = hash_none();
	fingerprint->shared = shared;
	fingerprint->active_count = 0;
	fingerprint->active_set = fingerprint->saw_much = set_none();
}

/*
 * Whether shared memory may be read without a record: by code that the memory hooks are not in,
 * libmp's for one, and where they are in none, by what is not followed.
 */
static bool is_opaque(const struct trace *trace)
{
	unsigned count = trace_objects(trace);

	for (unsigned i = 1; i < count; i++) {
		if (trace->objects[i].key[0] >> KEY_SHIFT == KEY_WHOLE)
			return true;
	}
	return !trace->hooked && (trace->has_unrecorded || ledger_count(&trace->ledger) > 0);
}

/*
 * What a process has read without a record can only be what lay there when the step began, or
 * what those wrote who ran before it in the same step.
 */
struct hash fingerprint_end_step(struct fingerprint *fingerprint, const struct trace *trace)
{
	bool opaque = !hash_is_none(fingerprint->shared) &&
		      (!set_is_empty(fingerprint->saw_much) || is_opaque(trace));
	struct hash seen = fingerprint->shared;

	for (unsigned i = 0; i < fingerprint->active_count; i++) {
		struct hash *history = history_of(fingerprint, trace, fingerprint->active[i]);

		if (opaque)
			*history = hash_join(*history, seen);
		seen = hash_join(seen, *history);
		fingerprint->order = hash_join(fingerprint->order, *history);
	}
	return fingerprint->step;
}

/* --- keys ------------------------------------------------------------------------------------ */

static void add_set(struct hashing *hashing, struct set set)
{
	for (unsigned i = 0; i < SET_WORDS; i++)
		hashing_add(hashing, set.words[i]);
}

/* What one thread has done may have changed the stacks of the others of its process. */
static struct set with_companions(const struct trace *trace, struct set some)
{
	unsigned count = trace_actors(trace);
	struct set spaces = set_none(), all = set_none();

	for (int i = set_first(some); i >= 0; i = set_next(some, (unsigned)i + 1))
		set_add(&spaces, trace->actors[i].space);
	for (unsigned i = 0; i < count; i++) {
		if (set_has(spaces, trace->actors[i].space))
			set_add(&all, i);
	}
	return all;
}

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
	return set_common(with_companions(trace, stale), alive);
}

/* Unless somebody reads the clock, only how far away a deadline is decides anything. */
static uint64_t relative(const struct trace *trace, uint64_t deadline_ns, struct key_rules rules)
{
	if (deadline_ns == UINT64_MAX || rules.clock)
		return deadline_ns;
	return deadline_ns > trace->clock_ns ? deadline_ns - trace->clock_ns : 0;
}

static void add_intent(struct hashing *hashing, const struct trace *trace,
		       const struct intent *intent, struct key_rules rules)
{
	hashing_add(hashing, intent->argument);
	hashing_add(hashing, relative(trace, intent->deadline_ns, rules));
	hashing_add(hashing, (uint64_t)intent->size << 32 | intent->where);
	hashing_add(hashing,
		    intent->object | (uint64_t)intent->operation << 16 |
			    (uint64_t)intent->visible << 24 | (uint64_t)intent->by_fd << 25 |
			    (uint64_t)intent->interrupted << 26 | (uint64_t)intent->notified << 27 |
			    (uint64_t)intent->object_gone << 28 | (uint64_t)intent->wait << 29 |
			    (uint64_t)intent->signal << 32);
	hashing_add(hashing, intent->unbegun);
}

static void add_ending(struct hashing *hashing, const struct space_entry *space)
{
	hashing_add(hashing, space->signal | (uint64_t)space->exit_status << 8 |
				     (uint64_t)space->killed_by << 16 |
				     (uint64_t)space->reaped << 24 | (uint64_t)space->parent << 32);
}

/* What the actors of one process share. */
static void add_space(struct hashing *hashing, const struct space_entry *space)
{
	uint64_t held = 0;

	hashing_add_hash(hashing, space->untold);
	hashing_add(hashing, space->ignored);
	hashing_add(hashing, space->caught);
	hashing_add(hashing, space->came);
	for (unsigned i = 0; i < SPACE_SIGNALS; i++)
		held |= (uint64_t)!hash_is_none(space->held_back[i]) << i;
	hashing_add(hashing, held);
	for (unsigned i = 0; i < SPACE_SIGNALS && held >> i; i++) {
		if (held >> i & 1)
			hashing_add_hash(hashing, space->held_back[i]);
	}
}

/* Why the memory of a process does not tell what its actors will do. */
static enum unclear unclear_of(const struct trace *trace, unsigned number)
{
	const struct set alive = trace_alive_in(trace, set_of(trace->actors[number].space));
	uint8_t unclear = trace_space(trace, number)->unclear;

	for (int i = set_first(alive); i >= 0 && unclear == UNCLEAR_NO;
	     i = set_next(alive, (unsigned)i + 1))
		unclear = trace->actors[i].unclear;
	return unclear;
}

/* What threads know of one another. */
static void add_thread(struct hashing *hashing, const struct actor_entry *actor)
{
	hashing_add(hashing,
		    actor->joined | (uint64_t)actor->cancelled << 1 | (uint64_t)actor->onces << 32);
	hashing_add(hashing, actor->result);
}

static void add_actor(struct hashing *hashing, const struct fingerprint *fingerprint,
		      const struct trace *trace, unsigned number, struct key_rules rules,
		      uint32_t *unclear)
{
	const struct actor_entry *actor = &trace->actors[number];
	const struct space_entry *space = trace_space(trace, number);
	enum unclear why = unclear_of(trace, number);

	add_thread(hashing, actor);
	if (!trace_is_alive(trace, number)) {
		hashing_add(hashing, 1);
		add_ending(hashing, space);
		return;
	}
	hashing_add(hashing, 2 | (uint64_t)space->parent << 8);
	add_intent(hashing, trace, &actor->intent, rules);
	hashing_add_hash(hashing, fingerprint->kernel[actor->space % LIMIT_SPACES]);
	add_space(hashing, space);
	if (rules.memory && why == UNCLEAR_NO) {
		hashing_add(hashing, 3);
		hashing_add_hash(hashing, actor->memory_key);
		hashing_add_hash(hashing, space->memory_key);
		return;
	}
	if (rules.memory)
		*unclear |= UINT32_C(1) << why % UNCLEAR_COUNT;
	hashing_add(hashing, 4);
	hashing_add_hash(hashing, space->told);
	hashing_add_hash(hashing, fingerprint->history[actor->space % LIMIT_SPACES]);
}

static bool keeps_content(const struct object_entry *object)
{
	enum bytes_kept bytes = kind_row(object->kind)->bytes;

	return bytes == BYTES_CONTENT || bytes == BYTES_MEMORY;
}

/* Who waits in it, and what lies in it. */
static void add_queues(struct hashing *hashing, const struct object_fingerprint *known,
		       const struct object_entry *object)
{
	unsigned waiting =
		object->waiting_count < LIMIT_ACTORS ? object->waiting_count : LIMIT_ACTORS;

	hashing_add(hashing, waiting | (uint64_t)(known->count - known->first) << 32);
	for (unsigned i = 0; i < waiting; i++)
		hashing_add(hashing, object->waiting[i]);
	for (size_t i = known->first; i < known->count; i++) {
		hashing_add_hash(hashing, known->pieces[i].which);
		hashing_add(hashing, known->pieces[i].left);
	}
}

static void add_object(struct hashing *hashing, const struct fingerprint *fingerprint,
		       const struct trace *trace, unsigned number)
{
	const struct object_entry *object = &trace->objects[number];
	const struct object_fingerprint *known = &fingerprint->objects[number];
	bool untold = keeps_content(object) && hash_is_none(object->content);

	hashing_add(hashing, object->value);
	/* Where it could not be told, all that has happened stands for it. */
	hashing_add_hash(hashing, untold ? fingerprint->order : object->content);
	add_set(hashing, trace_alive_in(trace, shared_set_get(&object->holders)));
	hashing_add(hashing, object->kind | (uint64_t)object->options << 8 |
				     (uint64_t)object->whole << 16 | (uint64_t)object->size << 32);
	hashing_add_hash(hashing, known->order);
	hashing_add_hash(hashing, known->what);
	add_queues(hashing, known, object);
}

/* When timers go off, as far from now as a deadline. */
static void add_timers(struct hashing *hashing, const struct trace *trace, struct key_rules rules)
{
	for (unsigned i = 0; i < trace->timer_count && i < LIMIT_TIMERS; i++) {
		const struct timer_entry *timer = &trace->timers[i];

		if (!timer_is_live(trace, timer))
			continue;
		hashing_add(hashing, (i + UINT64_C(1)) | (uint64_t)timer->kind << 8 |
					     (uint64_t)timer->space << 16 |
					     (uint64_t)timer->signal << 24 |
					     (uint64_t)timer->object << 32);
		hashing_add(hashing, relative(trace, timer->deadline_ns, rules));
		hashing_add(hashing, timer->period_ns);
		hashing_add(hashing, timer->expirations);
		hashing_add(hashing, timer->value);
	}
	hashing_add(hashing, 0); /* no more */
}

struct hash fingerprint_key(const struct fingerprint *fingerprint, const struct trace *trace,
			    struct key_rules rules, uint32_t *unclear)
{
	unsigned actors = trace_actors(trace);
	unsigned objects = trace_objects(trace);
	struct hashing hashing;

	hashing_begin(&hashing);
	hashing_add_hash(&hashing, fingerprint->reports);
	hashing_add(&hashing, actors | (uint64_t)trace->ports << 16 | (uint64_t)objects << 32);
	for (unsigned i = 0; i < actors; i++)
		add_actor(&hashing, fingerprint, trace, i, rules, unclear);
	for (unsigned i = 1; i < objects; i++)
		add_object(&hashing, fingerprint, trace, i);
	add_timers(&hashing, trace, rules);
	hashing_add(&hashing, rules.clock ? trace->clock_ns : 0);
	hashing_add_hash(&hashing, trace->fd_order_counts ? trace->fd_order : hash_none());
	return hashing_end(&hashing);
}

struct hash fingerprint_shared(const struct trace *trace)
{
	unsigned count = trace_objects(trace);
	struct hash hash = hash_none();

	for (unsigned i = 1; i < count; i++) {
		if (kind_row(trace->objects[i].kind)->bytes == BYTES_MEMORY)
			hash = hash_join(hash_fold(hash, i), trace->objects[i].content);
	}
	return hash;
}

struct hash fingerprint_end_key(const struct fingerprint *fingerprint, const struct trace *trace)
{
	unsigned count = trace_actors(trace);
	struct hashing hashing;

	hashing_begin(&hashing);
	hashing_add_hash(&hashing, fingerprint->reports);
	hashing_add(&hashing, atomic_load(&trace->stop));
	for (unsigned i = 0; i < count; i++) {
		hashing_add(&hashing, trace_is_alive(trace, i));
		add_ending(&hashing, trace_space(trace, i));
	}
	return hashing_end(&hashing);
}
