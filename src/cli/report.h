/*
 * What `run` says when a run, or many, are over.
 */
#ifndef IPCSTAGE_CLI_REPORT_H
#define IPCSTAGE_CLI_REPORT_H

#include "control/scheduler.h"
#include "run/run.h"
#include "run/subject.h"

/* What was asked for. Everything is borrowed. */
struct report_head {
	const struct subject *subject;
	const char *mode; /* "gated", "free" */
	enum policy policy;
	bool has_seed;
	uint64_t seed;
};

/* What is run: the demo, its scenario, toggles and parameters; no end of line. */
void report_title(const struct report_head *head);

/* A line that says what is run, before it is told. */
void report_heading(const struct report_head *head);

/* The verdict, why, and the schedule that shows it again. */
void report_text(const struct report_head *head, struct run *run);

/* One JSON object on standard output, with the keys of the README. */
void report_json(const struct report_head *head, struct run *run);

/* The same of a replay, with `as_recorded` and `differs`; `parted` is "" or where it differs. */
void report_replay_json(const struct report_head *head, struct run *run, const char *parted);

/* Many runs, counted: by verdict, and how many different trace hashes there were. */
struct tally;
struct tally *tally_new(void);
void tally_free(struct tally *tally);
void tally_add(struct tally *tally, struct run *run);

/* The first verdict there was that is not as expected, else VERDICT_AS_EXPECTED. */
enum verdict tally_worst(const struct tally *tally);

void report_tally_text(const struct report_head *head, const struct tally *tally);

/* As report_json() of the last run, with `runs`, `verdicts` and `hashes` besides. */
void report_tally_json(const struct report_head *head, struct run *run, const struct tally *tally);

#endif
