/*
 * Streams that threads share: flockfile(3), and the lock that every call of stdio(3) takes.
 *
 * A stream is a mutex of the stage. Nobody comes to glibc's own lock of it before that is free, so
 * that nobody sleeps there: the calls are looked at before they are made (hooks/library.c). When
 * one has let a lock go we do not hear; so each thread that parks says which streams it has then,
 * from what is in their locks.
 */
#include "agent/calls/stream_lock.h"

#include <stdio_ext.h>
#include "agent/core/agent.h"
#include "agent/core/blind.h"
#include "agent/core/company.h"
#include "agent/core/console.h"
#include "agent/core/families.h"
#include "agent/core/gate.h"
#include "agent/core/memory_map.h"
#include "agent/core/objects.h"
#include "agent/core/real.h"
#include "agent/core/records.h"
#include "agent/core/threads.h"
#include "agent/hooks/touched.h"

enum {
	STREAMS = 256,
	LOCKS_NOTHING = 0x8000, /* in a stream's _flags: __fsetlocking(3), by the caller */
	PLACE = 4		/* bytes: what stands for a stream where threads meet */
};

/* How glibc lays out the lock of a stream. */
struct stream_lock {
	int lock, depth;
	void *owner; /* pthread_self() of who has it */
};

/* Those that are open, or were used. */
static struct known {
	FILE *stream;	 /* NULL: the entry is free */
	uint16_t object; /* 0: no two threads have met at it */
	bool is_flushed; /* one of ours, which have descriptors */
	int8_t width;	 /* of one of ours, as fwide(3) tells it; 0: not settled */
} known[STREAMS];

static struct known *find(const FILE *stream)
{
	for (unsigned i = 0; i < STREAMS; i++) {
		if (known[i].stream == stream)
			return &known[i];
	}
	return NULL;
}

static struct known *know(FILE *stream)
{
	struct known *entry = find(stream);

	if (entry)
		return entry;
	entry = find(NULL);
	if (entry)
		*entry = (struct known){.stream = stream};
	return entry;
}

void agent_know_stream(FILE *stream)
{
	struct known *entry = know(stream);

	if (entry)
		entry->is_flushed = true;
}

void agent_forget_stream(FILE *stream)
{
	struct known *entry = stream ? find(stream) : NULL;

	if (entry)
		*entry = (struct known){0};
}

int8_t *agent_width_of(FILE *stream)
{
	struct known *entry = know(stream);

	return entry ? &entry->width : NULL;
}

bool agent_is_wide(const FILE *stream)
{
	const struct known *entry = agent.is_wide && stream ? find(stream) : NULL;

	return entry && entry->width > 0;
}

/* --- who has it ----------------------------------------------------------------------------- */

/* Number + 1, or 0. */
static uint64_t holder_of(const FILE *stream)
{
	const struct stream_lock *lock = (const void *)stream->_lock;
	unsigned holder = LIMIT_ACTORS;

	if (lock && lock->owner)
		holder = agent_thread_of_handle((pthread_t)(uintptr_t)lock->owner);
	return holder == LIMIT_ACTORS ? 0 : holder + UINT64_C(1);
}

static bool is_own(uint64_t holder)
{
	return holder == agent_own.self + UINT64_C(1);
}

bool agent_stream_is_taken(const FILE *stream)
{
	uint64_t holder = agent.trace && agent.threaded ? holder_of(stream) : 0;

	return holder && !is_own(holder);
}

static void tell(const struct known *entry)
{
	struct object_entry *object = agent_object(entry->object);
	uint64_t holder = holder_of(entry->stream);
	struct record record;

	if (object->value == holder)
		return;
	agent_settle();
	record = agent_record(OP_STREAM_HELD, entry->object, 0);
	record.value = object->value = holder;
	agent_write(&record);
}

static void tell_all(void)
{
	for (unsigned i = 0; agent.threaded && agent.gated && i < STREAMS; i++) {
		if (known[i].object)
			tell(&known[i]);
	}
}

/* A child of fork(2) has locks of its own, and glibc has opened them. */
static void begin_anew(void)
{
	for (unsigned i = 0; i < STREAMS; i++) {
		if (known[i].object) /* a page that is written after a fork is copied */
			known[i].object = 0;
	}
}

/* --- who meets there ------------------------------------------------------------------------ */

static bool is_printed(const FILE *stream)
{
	return stream->_fileno >= 0 && agent_is_console(stream->_fileno);
}

static uint64_t place_of(const FILE *stream)
{
	return (uintptr_t)stream;
}

/* In what is printed, who comes first is nothing, unless it is an outcome or somebody locks it. */
static bool is_locked_anywhere(const FILE *stream)
{
	return places_have(&agent.trace->places, place_of(stream) + PLACE, PLACE);
}

static void note_locking(const FILE *stream)
{
	if (!is_locked_anywhere(stream))
		places_add(&agent.trace->places, place_of(stream) + PLACE, PLACE);
}

static bool is_met_at(const FILE *stream)
{
	if (is_printed(stream) && !agent.trace->output_counts && !is_locked_anywhere(stream))
		return false;
	return agent.gated ? agent_touch(stream, PLACE, true)
			   : places_have(&agent.trace->places, place_of(stream), PLACE);
}

static void name(unsigned object, const FILE *stream)
{
	static const char *const standard[] = {"stdin", "stdout", "stderr"};
	char text[TRACE_NAME] = "stream";

	if (stream->_fileno > 2)
		snprintf(text, sizeof(text), "stream %d", stream->_fileno);
	else if (stream->_fileno >= 0)
		snprintf(text, sizeof(text), "%s", standard[stream->_fileno]);
	agent_name_object(object, text, 0);
}

/* As it is now: who has it may have taken it before it was known. */
static unsigned object_of(struct known *entry)
{
	if (!entry->object) {
		entry->object = (uint16_t)agent_object_at(OBJECT_MUTEX, entry->stream, PLACE);
		agent_object(entry->object)->options = MUTEX_RECURSIVE;
		name(entry->object, entry->stream);
	}
	if (agent.gated)
		tell(entry);
	return entry->object;
}

static struct gate gate_of(enum operation operation, struct known *entry, bool is_step,
			   uint32_t where)
{
	unsigned object = object_of(entry);
	struct gate gate = agent_gate(operation, object, where);

	gate.intent.visible = is_step && agent_visible(object);
	return gate;
}

static struct known *known_or_said(FILE *stream, uint32_t where)
{
	struct known *entry = know(stream);

	if (!entry)
		agent_blind(UNSEEN_STREAM, 0, where);
	return entry;
}

/* --- calls that use it ---------------------------------------------------------------------- */

static void pass(enum operation operation, struct known *entry, bool is_step, uint32_t where)
{
	struct gate gate = gate_of(operation, entry, is_step, where);
	uint8_t flags;

	if (!gate.intent.visible && !agent_stream_is_taken(entry->stream))
		return;
	flags = agent_pass(&gate);
	agent_write_done(operation, gate.intent.object, flags, 0, where);
}

/* Who has it already is alone there; else nobody else is to be in the middle of it. */
static void use(struct known *entry, uint32_t where)
{
	bool is_step = is_met_at(entry->stream);

	if (is_own(holder_of(entry->stream)))
		return;
	if (is_step || (agent.gated && agent_stream_is_taken(entry->stream)))
		pass(OP_STREAM, entry, is_step, where);
}

/* Others may come in the middle of it. */
static void use_unlocked(struct known *entry, uint32_t where)
{
	if (!is_met_at(entry->stream) || is_own(holder_of(entry->stream)))
		return;
	agent_blind(UNSEEN_UNLOCKED, 0, where);
	pass(OP_STREAM_UNLOCKED, entry, true, where);
}

static void flush(struct known *entry, uint32_t where)
{
	FILE *stream = entry->stream;

	agent_use_stream(stream, false, where);
	if (entry->is_flushed && entry->stream == stream)
		REAL(fflush)(stream);
}

/* Whether the real call would wait for somebody, or in front of a descriptor. */
static bool would_wait(const struct known *entry)
{
	return agent_stream_is_taken(entry->stream) ||
	       (entry->is_flushed && __fpending(entry->stream) && !ferror_unlocked(entry->stream));
}

/* The first that is left, or NULL. */
static struct known *find_waiting(void)
{
	for (unsigned i = 0; i < STREAMS; i++) {
		if (known[i].stream && would_wait(&known[i]))
			return &known[i];
	}
	return NULL;
}

/*
 * fflush(3) of all: each by itself, as whoever waits in one of them is not to keep what all of
 * them hang on. Until there is nothing left for the real call to do.
 */
static void flush_each(uint32_t where)
{
	struct known *entry;

	for (unsigned i = 0; i < STREAMS; i++) {
		if (known[i].stream && __fwritable(known[i].stream))
			flush(&known[i], where);
	}
	while (agent.gated && (entry = find_waiting()))
		flush(entry, where);
}

void agent_use_stream(FILE *stream, bool is_unlocked, uint32_t where)
{
	struct known *entry;

	if (!agent_on() || !agent.threaded)
		return;
	if (!stream) {
		flush_each(where);
		return;
	}
	entry = known_or_said(stream, where);
	if (entry && (is_unlocked || stream->_flags & LOCKS_NOTHING))
		use_unlocked(entry, where);
	else if (entry)
		use(entry, where);
}

static bool is_any_taken(void)
{
	for (unsigned i = 0; i < STREAMS; i++) {
		if (known[i].stream && agent_stream_is_taken(known[i].stream))
			return true;
	}
	return false;
}

/* As stream.c does it for a process of one thread; who has one is not waited for. */
static void flush_all(void)
{
	if (!agent.threaded)
		return;
	for (unsigned i = 0; i < STREAMS; i++) {
		FILE *stream = known[i].stream;

		if (!stream || !known[i].is_flushed || !__fwritable(stream))
			continue;
		if (is_met_at(stream))
			pass(OP_STREAM_UNLOCKED, &known[i], true, 0);
		REAL(fflush_unlocked)(stream);
	}
	if (!is_any_taken())
		REAL(fflush)(NULL);
}

/* --- calls that lock it --------------------------------------------------------------------- */

static struct known *held(FILE *stream, uint32_t where)
{
	return agent_on() && agent.threaded ? known_or_said(stream, where) : NULL;
}

static void write_done(enum operation operation, const struct known *entry, uint8_t flags,
		       int error, uint32_t where)
{
	struct record record = agent_record(operation, entry->object, where);

	if (agent.gated)
		agent_object(entry->object)->value = holder_of(entry->stream);
	record.value = agent_object(entry->object)->value;
	record.argument = MUTEX_RECURSIVE;
	record.flags = flags;
	record.error = error;
	agent_write(&record);
}

/* Returns what the record is to have as its flags. */
static uint8_t pass_lock(enum operation operation, struct known *entry, uint32_t where)
{
	struct gate gate;

	note_locking(entry->stream);
	gate = gate_of(operation, entry, is_met_at(entry->stream), where);
	return agent_pass(&gate);
}

AGENT_EXPORT void flockfile(FILE *stream)
{
	struct known *entry = held(stream, AGENT_CALLER);
	uint8_t flags = entry ? pass_lock(OP_MUTEX_LOCK, entry, AGENT_CALLER) : 0;

	REAL(flockfile)(stream);
	if (entry)
		write_done(OP_MUTEX_LOCK, entry, flags, 0, AGENT_CALLER);
}

AGENT_EXPORT int ftrylockfile(FILE *stream)
{
	struct known *entry = held(stream, AGENT_CALLER);
	uint8_t flags = entry ? pass_lock(OP_MUTEX_TRYLOCK, entry, AGENT_CALLER) : 0;
	int busy = REAL(ftrylockfile)(stream);

	if (entry)
		write_done(OP_MUTEX_TRYLOCK, entry, flags, busy ? EBUSY : 0, AGENT_CALLER);
	return busy;
}

AGENT_EXPORT void funlockfile(FILE *stream)
{
	struct known *entry = held(stream, AGENT_CALLER);
	uint8_t flags = entry ? pass_lock(OP_MUTEX_UNLOCK, entry, AGENT_CALLER) : 0;

	REAL(funlockfile)(stream);
	if (entry)
		write_done(OP_MUTEX_UNLOCK, entry, flags, 0, AGENT_CALLER);
}

/* --- the family ----------------------------------------------------------------------------- */

const struct family family_stream_lock = {
	.on_begin = begin_anew, .on_park = tell_all, .on_leave = flush_all};
