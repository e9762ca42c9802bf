#include "explore/worker.h"

#include <stdlib.h>
#include <string.h>
#include "base/vector.h"

enum { BATCH = 256 /* records taken at a time */ };

bool worker_init(struct worker *worker, struct search *search, struct session *session)
{
	worker->search = search;
	worker->session = session;
	worker->fingerprint = fingerprint_new();
	worker->races = races_new();
	return worker->fingerprint && worker->races;
}

void worker_release(struct worker *worker)
{
	fingerprint_free(worker->fingerprint);
	races_free(worker->races);
	free(worker->records);
}

/* --- runs ----------------------------------------------------------------------------------- */

int worker_begin(struct worker *worker)
{
	fingerprint_clear(worker->fingerprint);
	races_clear(worker->races);
	worker->record_count = 0;
	worker->begun = 1;
	worker->jumps[0] = false;
	worker->ended = worker->compared = 0;
	worker->under_way = true;
	/* What is told is told of a run that is done again, but for data races. */
	session_skip_names(worker->session, !session_trace(worker->session)->hooked);
	return session_start(worker->session, RUN_GATED, worker->schedule, worker->length);
}

int worker_go_on(struct worker *worker, uint32_t from)
{
	return session_follow(worker->session, worker->schedule + from, worker->length - from);
}

uint32_t worker_steps(const struct worker *worker)
{
	uint64_t steps = session_steps(worker->session);

	return steps < worker->length ? (uint32_t)steps : worker->length;
}

/* --- records -------------------------------------------------------------------------------- */

static void keep(struct worker *worker, const struct record *record)
{
	struct record *records = vector_with_room(worker->records, &worker->record_room,
						  worker->record_count, sizeof(*records));

	if (!records) {
		worker->out_of_memory = true;
		return;
	}
	worker->records = records;
	worker->records[worker->record_count++] = *record;
}

/* Without the memory hooks there are no loads and stores. */
static void find_races(struct worker *worker, const struct trace *trace,
		       const struct record *record)
{
	const struct object_entry *object = trace_entry(trace, record->object);

	if (trace->hooked)
		races_fold(worker->races, record,
			   (struct shadow_place){object->key[0], object->key[1]},
			   worker->begun - 1);
}

static void end_part(struct worker *worker)
{
	struct hash hash;

	if (worker->ended == worker->begun)
		return;
	hash = fingerprint_end_step(worker->fingerprint, session_trace(worker->session));
	worker->hashes[worker->ended++] = (uint32_t)hash.low >> 1;
}

static void begin_part(struct worker *worker)
{
	end_part(worker);
	fingerprint_begin_step(worker->fingerprint, worker->shared[worker->begun - 1]);
	worker->jumps[worker->begun++] = false;
}

void worker_absorb(struct worker *worker)
{
	const struct trace *trace = session_trace(worker->session);
	uint32_t steps = worker_steps(worker);
	struct record batch[BATCH];
	uint64_t lost = 0;
	size_t count;

	while ((count = session_take(worker->session, batch, BATCH, &lost)) > 0) {
		for (size_t i = 0; i < count; i++) {
			while (worker->begun <= steps &&
			       batch[i].stamp > trace->step_stamps[worker->begun - 1])
				begin_part(worker);
			fingerprint_fold(worker->fingerprint, trace, &batch[i]);
			worker->jumps[worker->begun - 1] |= batch[i].operation == OP_CLOCK;
			find_races(worker, trace, &batch[i]);
			keep(worker, &batch[i]);
		}
	}
	while (worker->begun <= steps)
		begin_part(worker);
	end_part(worker);
	if (trace->hooked)
		races_fold_parked(worker->races, trace, steps);
}

struct hash worker_key(struct worker *worker, struct key_rules rules)
{
	const struct trace *trace = session_trace(worker->session);

	session_ask_keys(worker->session, fingerprint_stale(worker->fingerprint, trace));
	return fingerprint_key(worker->fingerprint, trace, rules, &worker->unclear);
}
