/*
 * The table of formats: what a run, an exploration or a list is written as, for other programs.
 *
 * A new format is one file that ends in its row, the row's declaration below and a line of
 * exporters[]; and an option where it can be chosen (cli/). Rows write only to
 * `out` (a buffer is one by open_memstream(3)), never read a clock and know no terminal: the same
 * input gives the same bytes. What could not be written is left for ferror(3).
 */
#ifndef IPCSTAGE_EXPORT_EXPORTER_H
#define IPCSTAGE_EXPORT_EXPORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "base/error.h"
#include "model/stage.h"

struct catalogue;
struct findings;
struct told_run;
struct told_sample;
struct told_seeds;

/* One record of a run, as it is told. Everything is borrowed for the call. */
struct told_record {
	uint32_t step; /* whose record it is; 0: before the first step */
	const struct record *record;
	const char *sentence;	   /* what it did, in words; "" nothing that is told */
	const struct stage *stage; /* just after it */
};

/* A format. Functions that return int return 0, or -1 with *error and nothing more written. */
struct exporter {
	const char *name;   /* as it is typed: "json" */
	const char *suffix; /* of its files, without a dot before it */
	size_t state_size;  /* bytes that the four functions for a run share, zero at first */

	/* Begin a run, all of which is known already. NULL: the format has nothing for runs. */
	int (*begin)(void *state, const struct told_run *run, FILE *out, struct error *error);
	/* Every record, in order. NULL: those do not matter. */
	void (*record)(void *state, const struct told_record *record, FILE *out);
	/* A step is over: all its records were told; `stage` as it is then. NULL as above. */
	void (*step)(void *state, uint32_t step, const struct stage *stage, FILE *out);
	/* The run is over. Called whenever begin() went well; NULL: nothing is left to do. */
	void (*end)(void *state, const struct told_run *run, FILE *out);

	/* What an exploration has found, or a sample. NULL: the format has nothing for it. */
	int (*exploration)(const struct findings *findings, FILE *out, struct error *error);
	int (*sample)(const struct told_sample *sample, FILE *out, struct error *error);

	/* The demos there are, and the programs of the seed documents. NULL as above. */
	int (*demos)(const struct catalogue *catalogue, FILE *out, struct error *error);
	int (*seeds)(const struct told_seeds *seeds, FILE *out, struct error *error);
};

extern const struct exporter exporter_json, exporter_recording;

/* The formats, in the order in which people are told of them; ends with NULL. */
extern const struct exporter *const exporters[];

/* The format of that name, or NULL. */
const struct exporter *exporter_find(const char *name);

#endif
