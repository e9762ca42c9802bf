#include "export/findings.h"

#include <string.h>

static bool fits(const struct explore_outcome *outcome, const struct outcome *seen)
{
	return seen->verdict == outcome->verdict && seen->signal == outcome->signal &&
	       seen->actor == outcome->actor && strcmp(seen->text, outcome->text) == 0;
}

const struct outcome *findings_free_only(const struct findings *findings, uint32_t i)
{
	const struct outcome *seen = &findings->natural->outcomes.list[i];

	for (uint32_t k = 0; k < findings->result->outcome_count; k++) {
		if (fits(&findings->result->outcomes[k], seen))
			return NULL;
	}
	return seen;
}

uint64_t findings_natural(const struct findings *findings, const struct explore_outcome *outcome)
{
	const struct sample *natural = findings->natural;

	for (uint32_t i = 0; i < natural->outcomes.count; i++) {
		if (fits(outcome, &natural->outcomes.list[i]))
			return natural->counts[i].hits[SAMPLE_FREE];
	}
	return 0;
}

uint64_t sample_runs(const struct sample *sample, enum sample_kind kind)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < sample->outcomes.count; i++)
		sum += sample->counts[i].hits[kind];
	return sum;
}
