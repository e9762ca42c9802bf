#include "explore/sample.h"

#include <stdlib.h>
#include <string.h>
#include "explore/rerun.h"

enum { FREE_LIMIT_MS = 60000, CHANGES = 2, BATCH = 256 };

bool sample_init(struct sample *sample)
{
	*sample = (struct sample){.history = history_new()};
	return sample->history;
}

void sample_release(struct sample *sample)
{
	for (uint32_t i = 0; i < sample->outcomes.count && i < sample->capacity; i++)
		free(sample->counts[i].witness.schedule);
	free(sample->counts);
	outcomes_release(&sample->outcomes);
	history_free(sample->history);
	*sample = (struct sample){0};
}

/* --- choosing -------------------------------------------------------------------------------- */

/* splitmix64, by Sebastiano Vigna: the next of a sequence that a seed begins. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t word = *state += 0x9e3779b97f4a7c15u;

	word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9u;
	word = (word ^ word >> 27) * 0x94d049bb133111ebu;
	return word ^ word >> 31;
}

struct chance {
	uint64_t random;
	uint64_t priorities[LIMIT_ACTORS]; /* PCT: the highest goes; 0 not given yet */
	uint64_t changes[CHANGES];	   /* PCT: steps before which somebody is put last */
	uint64_t step;
	struct witness *taken;
	uint32_t capacity;
};

static unsigned note(struct chance *chance, unsigned actor)
{
	struct witness *taken = chance->taken;
	uint8_t *wider;

	if (taken->length == chance->capacity) {
		wider = realloc(taken->schedule, 2 * chance->capacity + 64u);
		if (!wider)
			return actor;
		taken->schedule = wider;
		chance->capacity = 2 * chance->capacity + 64;
	}
	if (taken->length && taken->schedule[taken->length - 1] != actor)
		taken->switches++;
	taken->schedule[taken->length++] = (uint8_t)actor;
	return actor;
}

static unsigned choose_evenly(void *context, struct set enabled)
{
	struct chance *chance = context;
	uint64_t skip = next_random(&chance->random) % (unsigned)set_count(enabled);

	while (skip--)
		set_drop_first(&enabled);
	return note(chance, (unsigned)set_first(enabled));
}

static unsigned highest(struct chance *chance, struct set enabled)
{
	unsigned best = (unsigned)set_first(enabled);

	for (; !set_is_empty(enabled); set_drop_first(&enabled)) {
		unsigned actor = (unsigned)set_first(enabled);

		if (!chance->priorities[actor])
			chance->priorities[actor] = next_random(&chance->random) | 1u << CHANGES;
		if (chance->priorities[actor] > chance->priorities[best])
			best = actor;
	}
	return best;
}

/* Burckhardt, Kothari, Musuvathi, Nagarakatte: a randomized scheduler (PCT), ASPLOS 2010. */
static unsigned choose_by_priority(void *context, struct set enabled)
{
	struct chance *chance = context;

	chance->step++;
	for (unsigned i = 0; i < CHANGES; i++) {
		if (chance->step == chance->changes[i])
			chance->priorities[highest(chance, enabled)] = i + 1;
	}
	return note(chance, highest(chance, enabled));
}

/* --- runs ------------------------------------------------------------------------------------ */

static bool run_held(struct sample *sample, struct session *session, enum sample_kind kind,
		     uint64_t seed, struct witness *witness)
{
	struct chance chance = {.random = seed, .taken = witness};
	struct chooser chooser = {kind == SAMPLE_PCT ? choose_by_priority : choose_evenly, &chance};
	long steps;

	for (unsigned i = 0; i < CHANGES && sample->longest; i++)
		chance.changes[i] = 1 + next_random(&chance.random) % sample->longest;
	steps = rerun(session, NULL, 0, &chooser, sample->history, &sample->ending);
	if (steps > sample->longest)
		sample->longest = (uint32_t)steps;
	return steps >= 0;
}

static bool run_freely(struct sample *sample, struct session *session)
{
	struct record batch[BATCH];
	uint64_t lost = 0;
	size_t count;

	history_clear(sample->history);
	if (session_start(session, RUN_FREE, NULL, 0) < 0)
		return false;
	sample->ending.stop = session_wait(session, FREE_LIMIT_MS);
	if (sample->ending.stop == STOP_DEADLOCK)
		sample->ending.outside = session_outside(session);
	while ((count = session_take(session, batch, BATCH, &lost)) > 0) {
		for (size_t i = 0; i < count; i++)
			history_append(sample->history, &batch[i]);
	}
	return sample->ending.stop == STOP_END || sample->ending.stop == STOP_DEADLOCK;
}

static bool widen(struct sample *sample, uint32_t outcome)
{
	struct sample_count *counts;

	if (outcome == UINT32_MAX)
		return false;
	if (outcome < sample->capacity)
		return true;
	counts = realloc(sample->counts, (outcome + 16u) * sizeof(*counts));
	if (!counts)
		return false;
	memset(counts + sample->capacity, 0, (outcome + 16u - sample->capacity) * sizeof(*counts));
	sample->counts = counts;
	sample->capacity = outcome + 16;
	return true;
}

bool sample_run(struct sample *sample, struct session *session, enum sample_kind kind,
		uint64_t seed)
{
	struct witness witness = {.no_return = UINT32_MAX};
	uint32_t outcome = UINT32_MAX;
	bool done;

	sample->ending.free_run = kind == SAMPLE_FREE;
	sample->ending.detail[0] = '\0';
	done = kind == SAMPLE_FREE ? run_freely(sample, session)
				   : run_held(sample, session, kind, seed, &witness);
	ledger_merge(&sample->unseen, session_unseen(session));
	if (done)
		outcome = outcomes_judge(&sample->outcomes, sample->history, &sample->ending);
	if (!widen(sample, outcome)) {
		free(witness.schedule);
		return false;
	}
	sample->counts[outcome].hits[kind]++;
	if (kind != SAMPLE_FREE && !sample->counts[outcome].witness.schedule)
		sample->counts[outcome].witness = witness;
	else
		free(witness.schedule);
	return true;
}
