/*
 * What an exploration, or a sample, has found, put together to be told or exported.
 */
#ifndef IPCSTAGE_EXPORT_FINDINGS_H
#define IPCSTAGE_EXPORT_FINDINGS_H

#include <stdint.h>
#include "explore/explore.h"
#include "explore/sample.h"
#include "run/subject.h"

/* The same without its faults. */
struct without_faults {
	const struct explore_result *result;
	const struct explore_outcome *failure; /* whose schedule was followed; NULL none fails */
	struct outcome seen;		       /* what came of it there */
};

/* What an exploration has found. Everything is borrowed. */
struct findings {
	const struct subject *subject;
	const struct explore_result *result;
	const struct sample *natural; /* free runs besides; NULL none */
	uint64_t natural_runs;
	const struct without_faults *comparison; /* NULL none */
	double seconds;
};

/* Outcome number `i` of the free runs, unless an interleaving ends so, too; then NULL. */
const struct outcome *findings_free_only(const struct findings *findings, uint32_t i);

/* What a sample has found. Everything is borrowed. */
struct told_sample {
	const struct subject *subject;
	const struct sample *sample;
	uint64_t seed; /* of the first run of each kind */
};

/* How many free runs ended with an outcome; `natural` is not NULL. */
uint64_t findings_natural(const struct findings *findings, const struct explore_outcome *outcome);

/* How many runs of a kind a sample has. */
uint64_t sample_runs(const struct sample *sample, enum sample_kind kind);

#endif
