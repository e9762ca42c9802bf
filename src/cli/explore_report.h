/*
 * What `explore` says: a table for people, an object for programs.
 */
#ifndef IPCSTAGE_CLI_EXPLORE_REPORT_H
#define IPCSTAGE_CLI_EXPLORE_REPORT_H

#include "explore/explore.h"
#include "explore/sample.h"
#include "run/subject.h"

/* The same without its faults. */
struct comparison {
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
	const struct comparison *comparison; /* NULL none */
	double seconds;
};

void explore_report_text(const struct findings *findings);
void explore_report_json(const struct findings *findings);

/* The same of a sample. */
void sample_report_text(const struct subject *subject, const struct sample *sample, uint64_t seed);
void sample_report_json(const struct subject *subject, const struct sample *sample, uint64_t seed);

#endif
