/*
 * Exporting: what was seen, written in one of the formats of exporter.h.
 *
 * All functions return 0, or -1 with *error: the format has nothing for it, memory is out, or what
 * the format says. That `out` could not be written is told by ferror(3) only. Nothing blocks but
 * the writing.
 */
#ifndef IPCSTAGE_EXPORT_EXPORT_H
#define IPCSTAGE_EXPORT_EXPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "base/error.h"
#include "export/exporter.h"
#include "export/findings.h"
#include "model/history.h"
#include "model/verdict.h"
#include "races/told_race.h"
#include "run/subject.h"
#include "run/tally.h"

struct recording;

/* A run as far as it has come, and what it was a run of. Everything is borrowed. */
struct told_run {
	const struct subject *subject;
	struct history *history;
	bool free_run; /* nobody was held: its steps are no schedule */
	bool has_seed; /* the steps were chosen at random ... */
	uint64_t seed; /* ... from this */
	enum verdict verdict;
	const char *why;
	const struct told_races *races; /* NULL: they are not known */
	const struct ledger *unseen;	/* what was not seen of it; NULL: that is not known */
	const struct tally *tally;	/* it is the last of so many; NULL: it is the only one */
	const char *parted; /* where it differs from its recording, "" nowhere; NULL: it is no
			     * replay */
};

/* The seeds, in a language. */
struct told_seeds {
	const struct seeds *seeds;
	enum demo_language language;
};

int export_run(const struct exporter *exporter, const struct told_run *run, FILE *out,
	       struct error *error);
int export_exploration(const struct exporter *exporter, const struct findings *findings, FILE *out,
		       struct error *error);
int export_sample(const struct exporter *exporter, const struct told_sample *sample, FILE *out,
		  struct error *error);
int export_demos(const struct exporter *exporter, const struct catalogue *catalogue, FILE *out,
		 struct error *error);
int export_seeds(const struct exporter *exporter, const struct told_seeds *seeds, FILE *out,
		 struct error *error);

/*
 * A run as a file. One that is there is replaced, and only when all has been written; here *error
 * tells of failing to write, too.
 */
int export_run_file(const struct exporter *exporter, const char *path, const struct told_run *run,
		    struct error *error);

/* The same as a recording, which run/recording.h reads. */
int recording_write(const char *path, const struct told_run *run, struct error *error);

/*
 * Whether a run that was done again came out as its recording has it, words and all: steps,
 * outcome, verdict, why, seed. To be called where the recording ends. Returns false and says in
 * `why` (RECORDING_WHY bytes) what differs.
 */
bool recording_compare(const struct recording *recording, const struct told_run *run, char *why);

#endif
