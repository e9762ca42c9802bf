#include "run/tally.h"

#include <stdlib.h>
#include <string.h>

void tally_init(struct tally *tally)
{
	*tally = (struct tally){.worst = VERDICT_AS_EXPECTED};
}

void tally_release(struct tally *tally)
{
	free(tally->why);
	free(tally->hashes);
	tally_init(tally);
}

static void add_hash(struct tally *tally, uint64_t hash)
{
	for (size_t i = 0; i < tally->hash_count; i++) {
		if (tally->hashes[i] == hash)
			return;
	}
	if (tally->hash_count == tally->hash_capacity) {
		size_t capacity = tally->hash_capacity ? 2 * tally->hash_capacity : 16;
		uint64_t *hashes = realloc(tally->hashes, capacity * sizeof(*hashes));

		if (!hashes)
			return;
		tally->hashes = hashes;
		tally->hash_capacity = capacity;
	}
	tally->hashes[tally->hash_count++] = hash;
}

void tally_add(struct tally *tally, struct run *run)
{
	struct history *history = run_history(run);
	enum verdict verdict = run_verdict(run);

	tally->runs++;
	tally->verdicts[verdict]++;
	add_hash(tally, history_hash(history, history_steps(history)));
	if (verdict_is_good(verdict) || !verdict_is_good(tally->worst))
		return;
	tally->worst = verdict;
	tally->why = strdup(run_why(run));
}
