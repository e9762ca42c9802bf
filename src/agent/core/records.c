#include "agent/core/records.h"

#include <string.h>
#include "agent/core/blind.h"
#include "trace/baton.h"

struct record agent_record(enum operation operation, unsigned object, uint32_t where)
{
	return (struct record){
		.operation = (uint8_t)operation,
		.object = (uint16_t)object,
		.actor = (uint8_t)agent_own.self,
		.where = where,
	};
}

void agent_text(struct record *record, const void *bytes, size_t length)
{
	const char *text = bytes;

	record->text_length = (uint8_t)(length < RECORD_TEXT ? length : RECORD_TEXT);
	for (unsigned i = 0; i < record->text_length; i++)
		record->text[i] = text[i];
}

/* Whether the ring has no room but for what handing over adds: a jump of the clock for each. */
static bool is_full(const struct ring *ring, unsigned more)
{
	return atomic_load(&ring->head) - atomic_load(&ring->tail) + more >=
	       LIMIT_RING - LIMIT_ACTORS;
}

static struct record *append(const struct record *record)
{
	if (agent.gated && is_full(&agent.trace->rings[agent_own.self], 0))
		baton_make_room(agent.trace, agent_own.self);
	return trace_append(agent.trace, agent_own.self, record);
}

void agent_write(const struct record *record)
{
	append(record);
}

void agent_write_done(enum operation operation, unsigned object, uint8_t flags, int error,
		      uint32_t where)
{
	struct record record = agent_record(operation, object, where);

	record.flags = flags;
	record.error = error;
	append(&record);
}

ssize_t agent_write_result(struct record *record, ssize_t result)
{
	int error = result < 0 ? errno : 0;

	record->error = error;
	append(record);
	agent_set_errno(error);
	return result;
}

bool agent_owes_step(void)
{
	const struct trace *trace = agent.trace;
	uint64_t head = atomic_load(&trace->rings[agent_own.self].head), before;

	if (!agent.gated || trace->stepper != agent_own.self || !trace->steps ||
	    trace->steps > LIMIT_SCHEDULE)
		return false;
	before = trace->step_stamps[trace->steps - 1];
	for (unsigned i = 0; i < head && i < LIMIT_RING; i++) {
		const struct record *record = trace_last(trace, agent_own.self, i);

		if (record->stamp <= before)
			return true;
		if (record->flags & RECORD_VISIBLE && record->operation != OP_PARK)
			return false;
	}
	return head < LIMIT_RING;
}

void agent_stage_room(void)
{
	if (agent.gated && is_full(&agent.trace->rings[agent_own.self], LIMIT_STAGED))
		baton_make_room(agent.trace, agent_own.self);
}

void agent_stage(const struct record *record)
{
	if (!trace_stage(agent.trace, agent_own.self, record))
		agent_blind(UNSEEN_MORE, 0, record->where);
}

/* In pieces of what a record has room for. */
static void put_text(struct record *record, const char *text, size_t length,
		     void (*put)(const struct record *))
{
	uint8_t flags = record->flags;

	do {
		size_t piece = length < RECORD_TEXT ? length : RECORD_TEXT;

		__builtin_memset(record->text, 0, sizeof(record->text));
		agent_text(record, text, piece);
		record->flags = flags | (uint8_t)(length > piece ? RECORD_MORE : 0);
		put(record);
		text += piece;
		length -= piece;
	} while (length);
}

void agent_write_text(struct record *record, const char *text, size_t length)
{
	put_text(record, text, length, agent_write);
}

void agent_stage_text(struct record *record, const char *text, size_t length)
{
	put_text(record, text, length, agent_stage);
}

void agent_write_store(const struct record *record, const void *address)
{
	agent_own.unsettled_at = address;
	agent_own.unsettled = append(record);
}

void agent_read_bytes(struct record *record, const void *at)
{
	if (record->size <= sizeof(record->value))
		memcpy(&record->value, at, record->size);
	else
		agent_text(record, at, record->size);
}

void agent_settle_store(void)
{
	struct record *store = agent_own.unsettled;

	agent_own.unsettled = NULL;
	if (store->operation == OP_ATOMIC) /* its text says what was there before */
		memcpy(&store->value, agent_own.unsettled_at,
		       store->size < sizeof(store->value) ? store->size : sizeof(store->value));
	else
		agent_read(store, agent_own.unsettled_at);
	store->flags &= (uint8_t)~RECORD_UNSETTLED;
	if (store == &agent_own.kept)
		append(store);
}
