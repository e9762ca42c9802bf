#include "export/export.h"

#include <stdlib.h>
#include <string.h>
#include "run/tell.h"

/* --- the table ------------------------------------------------------------------------------- */

const struct exporter *const exporters[] = {
	&exporter_json,
	&exporter_recording,
	NULL,
};

const struct exporter *exporter_find(const char *name)
{
	const struct exporter *const *at = exporters;

	while (*at && strcmp((*at)->name, name) != 0)
		at++;
	return *at;
}

/* --- a run ----------------------------------------------------------------------------------- */

static int refuse(const struct exporter *exporter, const char *what, struct error *error)
{
	return error_set(error, "%s: this format has nothing for %s", exporter->name, what);
}

/* Tell the records of a step; `stage` is as it was before, and moves on. */
static void tell_step(const struct exporter *exporter, void *state, const struct history *history,
		      uint32_t step, struct stage *stage, FILE *out)
{
	size_t count;
	const struct record *records = history_records(history, step, &count);

	for (size_t i = 0; i < count; i++) {
		char sentence[TELL_SENTENCE];
		const struct told_record told = {
			.step = step, .record = &records[i], .sentence = sentence, .stage = stage};

		if (tell_record(stage, &records[i], sentence, sizeof(sentence)) <= 0)
			sentence[0] = '\0';
		if (exporter->record)
			exporter->record(state, &told, out);
	}
	if (exporter->step)
		exporter->step(state, step, stage, out);
}

static void tell_steps(const struct exporter *exporter, void *state, const struct history *history,
		       struct stage *stage, FILE *out)
{
	for (uint32_t i = 0; i <= history_steps(history); i++)
		tell_step(exporter, state, history, i, stage, out);
}

int export_run(const struct exporter *exporter, const struct told_run *run, FILE *out,
	       struct error *error)
{
	bool is_told = exporter->record || exporter->step;
	void *state = calloc(1, exporter->state_size + 1);
	struct stage *stage = is_told ? calloc(1, sizeof(*stage)) : NULL;
	int result = -1;

	if (!exporter->begin)
		refuse(exporter, "runs", error);
	else if (!state || (is_told && !stage))
		error_set(error, "out of memory");
	else
		result = exporter->begin(state, run, out, error);
	if (result == 0 && is_told) {
		stage_init(stage);
		stage->given = history_given(run->history);
		tell_steps(exporter, state, run->history, stage, out);
	}
	if (result == 0 && exporter->end)
		exporter->end(state, run, out);
	free(stage);
	free(state);
	return result;
}

/* --- the others ------------------------------------------------------------------------------ */

int export_exploration(const struct exporter *exporter, const struct findings *findings, FILE *out,
		       struct error *error)
{
	return exporter->exploration ? exporter->exploration(findings, out, error)
				     : refuse(exporter, "explorations", error);
}

int export_sample(const struct exporter *exporter, const struct told_sample *sample, FILE *out,
		  struct error *error)
{
	return exporter->sample ? exporter->sample(sample, out, error)
				: refuse(exporter, "samples", error);
}

int export_demos(const struct exporter *exporter, const struct catalogue *catalogue, FILE *out,
		 struct error *error)
{
	return exporter->demos ? exporter->demos(catalogue, out, error)
			       : refuse(exporter, "the demos", error);
}

int export_seeds(const struct exporter *exporter, const struct told_seeds *seeds, FILE *out,
		 struct error *error)
{
	return exporter->seeds ? exporter->seeds(seeds, out, error)
			       : refuse(exporter, "the seeds", error);
}
