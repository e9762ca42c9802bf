/*
 * Records: what the program has done, on its way to the viewer.
 */
#ifndef IPCSTAGE_AGENT_CORE_RECORDS_H
#define IPCSTAGE_AGENT_CORE_RECORDS_H

#include <stddef.h>
#include <sys/types.h>
#include "agent/core/agent.h"
#include "trace/system.h"

/* A record of this process, to be filled in. */
struct record agent_record(enum operation operation, unsigned object, uint32_t where);

/*
 * For the record of a call that lets somebody else go on, taken before the call: in a free run
 * that one may write his record before we write ours.
 */
static inline uint64_t agent_stamp(void)
{
	return agent.gated ? 0 : system_ticks();
}

/* Put up to RECORD_TEXT bytes into a record. */
void agent_text(struct record *record, const void *bytes, size_t length);

/* Write it. */
void agent_write(const struct record *record);

/* Write the record of a call of which there is no more to say. */
void agent_write_done(enum operation operation, unsigned object, uint8_t flags, int error,
		      uint32_t where);

/*
 * Write the record of a call that has returned `result`: if that is negative its error is errno,
 * which is left as the call has set it. Returns `result`.
 */
ssize_t agent_write_result(struct record *record, ssize_t result);

/*
 * The same for what is true only once the process has become another program, which publishes it
 * (agent_come_back()), and of which else nobody hears: see trace_stage(). First room is made.
 */
void agent_stage_room(void);
void agent_stage(const struct record *record);
void agent_stage_text(struct record *record, const char *text, size_t length);

/* Write a text of any length as one or several records like this one. */
void agent_write_text(struct record *record, const char *text, size_t length);

/*
 * Write a store whose value will be read when the process next comes by. Nobody reads the ring of
 * a gated run before this process stops, so it is written at once and completed later; a free run
 * keeps it back (agent_own.kept).
 */
void agent_write_store(const struct record *record, const void *address);

/* Read the value of the last store, now that it has been done. Every entry begins with it. */
void agent_settle_store(void);

static inline void agent_settle(void)
{
	if (agent_own.unsettled)
		agent_settle_store();
}

/* Put what a place in memory holds into a record: its value, or of a larger one its first bytes. */
void agent_read_bytes(struct record *record, const void *at);

static inline void agent_read(struct record *record, const void *at)
{
	switch (record->size) {
	case 4:
		__builtin_memcpy(&record->value, at, 4);
		break;
	case 8:
		__builtin_memcpy(&record->value, at, 8);
		break;
	default:
		agent_read_bytes(record, at);
	}
}

/*
 * Whether this thread was granted a step of which there is no record so far: it ends in the middle,
 * by the access itself for one. Then what it ends by is the step.
 */
bool agent_owes_step(void);

#endif
