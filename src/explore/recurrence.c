#include "explore/recurrence.h"

#include <stdlib.h>
#include "explore/fingerprint.h"

enum {
	ROUND_MOST = 1024, /* steps of a round that is looked for */
	PATIENCE = 24,	   /* so many steps have to come again before memory is asked for */
};

struct recurrence {
	struct fingerprint *fingerprint;
	struct hash *hashes; /* of what was done, by step; 0 is what went before the first */
	uint32_t count, capacity;
	uint32_t lag;	    /* steps do what they did so many steps before; 0 they do not */
	uint32_t matched;   /* ... so many steps by now */
	uint32_t patience;  /* ... and once it is so many, keys are compared */
	struct hash key;    /* of the state after step key_step; hash_none(): not asked for */
	uint64_t key_clock; /* ... and the time of the run then */
	uint32_t key_step;
};

struct recurrence *recurrence_new(void)
{
	struct recurrence *recurrence = calloc(1, sizeof(*recurrence));

	if (recurrence)
		recurrence->fingerprint = fingerprint_new();
	if (!recurrence || !recurrence->fingerprint) {
		free(recurrence);
		return NULL;
	}
	fingerprint_clear(recurrence->fingerprint);
	recurrence->patience = PATIENCE;
	return recurrence;
}

void recurrence_free(struct recurrence *recurrence)
{
	if (!recurrence)
		return;
	fingerprint_free(recurrence->fingerprint);
	free(recurrence->hashes);
	free(recurrence);
}

/* --- what the steps did ----------------------------------------------------------------------- */

static bool make_room(struct recurrence *recurrence)
{
	uint32_t capacity = recurrence->capacity ? 2 * recurrence->capacity : 1024;
	struct hash *hashes;

	if (recurrence->count < recurrence->capacity)
		return true;
	hashes = realloc(recurrence->hashes, capacity * sizeof(*hashes));
	if (!hashes)
		return false;
	recurrence->hashes = hashes;
	recurrence->capacity = capacity;
	return true;
}

/* Whether a step did what the one did that was `lag` steps before it. */
static bool does_as_before(const struct recurrence *recurrence, uint32_t step, uint32_t lag)
{
	return hash_equals(recurrence->hashes[step - lag], recurrence->hashes[step]);
}

/* How many steps ago the newest one's like was; 0 not lately. */
static uint32_t find_lag(const struct recurrence *recurrence)
{
	uint32_t newest = recurrence->count - 1;

	for (uint32_t lag = 1; lag < newest && lag <= ROUND_MOST; lag++) {
		if (does_as_before(recurrence, newest, lag))
			return lag;
	}
	return 0;
}

static void compare(struct recurrence *recurrence)
{
	uint32_t newest = recurrence->count - 1;

	if (recurrence->lag && does_as_before(recurrence, newest, recurrence->lag)) {
		recurrence->matched++;
		return;
	}
	recurrence->lag = find_lag(recurrence);
	recurrence->matched = 0;
	recurrence->patience = PATIENCE;
	recurrence->key = hash_none();
}

/* Fold in the next step; false: memory is out. */
static bool take_step(struct recurrence *recurrence, const struct trace *trace,
		      const struct history *history)
{
	size_t count;
	const struct record *records = history_records(history, recurrence->count, &count);

	if (!make_room(recurrence))
		return false;
	fingerprint_begin_step(recurrence->fingerprint, fingerprint_shared(trace));
	for (size_t i = 0; i < count; i++)
		fingerprint_fold(recurrence->fingerprint, trace, &records[i]);
	recurrence->hashes[recurrence->count++] =
		fingerprint_end_step(recurrence->fingerprint, trace);
	compare(recurrence);
	return true;
}

/* --- the state that they led to --------------------------------------------------------------- */

static struct hash ask_key(struct recurrence *recurrence, struct session *session)
{
	const struct trace *trace = session_trace(session);
	const struct key_rules rules = {.memory = true, .clock = trace->clock_was_read};
	uint32_t unclear = 0;

	session_ask_keys(session, fingerprint_stale(recurrence->fingerprint, trace));
	return fingerprint_key(recurrence->fingerprint, trace, rules, &unclear);
}

/* Whether the state is the one that was seen some rounds before; if not, have more patience. */
static bool is_back(struct recurrence *recurrence, struct session *session)
{
	uint32_t newest = recurrence->count - 1;
	bool is_first = hash_is_none(recurrence->key);
	struct hash key;

	if (!recurrence->lag || recurrence->matched < 2 * recurrence->lag ||
	    recurrence->matched < recurrence->patience ||
	    (!is_first && (newest - recurrence->key_step) % recurrence->lag))
		return false;
	key = ask_key(recurrence, session);
	if (hash_equals(key, recurrence->key))
		return true;
	if (!is_first) {
		recurrence->patience = 2 * recurrence->matched;
		key = hash_none();
	}
	recurrence->key = key;
	recurrence->key_clock = session_trace(session)->clock_ns;
	recurrence->key_step = newest;
	return false;
}

/* Where the round ended that has been repeated ever since. */
static uint32_t first_end(const struct recurrence *recurrence)
{
	uint32_t end = recurrence->count - 1;

	while (end > recurrence->lag && does_as_before(recurrence, end, recurrence->lag))
		end--;
	return end;
}

/* Where the clock has jumped meanwhile, what is waited for will come. */
static enum awaited awaited_in_vain(const struct recurrence *recurrence, const struct trace *trace)
{
	unsigned actor;

	return recurrence->key_clock == trace->clock_ns ? baton_awaited(trace, &actor)
							: AWAITED_NOTHING;
}

uint32_t recurrence_look(struct recurrence *recurrence, struct session *session,
			 const struct history *history, uint32_t *last, enum awaited *awaited)
{
	while (recurrence->count <= history_steps(history)) {
		if (!take_step(recurrence, session_trace(session), history))
			return 0;
	}
	if (!is_back(recurrence, session))
		return 0;
	*last = first_end(recurrence);
	*awaited = awaited_in_vain(recurrence, session_trace(session));
	return recurrence->lag;
}
