/*
 * What `run` says when a run, or many, are over.
 */
#ifndef IPCSTAGE_CLI_REPORT_H
#define IPCSTAGE_CLI_REPORT_H

#include "control/scheduler.h"
#include "export/export.h"
#include "run/run.h"
#include "run/subject.h"
#include "run/tally.h"

/* What was asked for. Everything is borrowed. */
struct report_head {
	const struct subject *subject;
	bool free_run; /* nobody is held */
	enum policy policy;
	bool has_seed;
	uint64_t seed;
};

/* What is run: the demo, its scenario, toggles and parameters; no end of line. */
void report_title(const struct report_head *head);

/* What was not seen, where, and what to do about it; nothing when all was. */
void report_unseen(const struct subject *subject, const struct ledger *ledger);

/* What schedules are for, if not for what every call finds out by itself. */
void report_places(const struct subject *subject);

/* One line for each data race. */
void report_races(const struct told_races *races);

/* A line that says what is run, before it is told. */
void report_heading(const struct report_head *head);

/* The verdict, why, and the schedule that shows it again. */
void report_text(const struct report_head *head, struct run *run);

/* The same of many runs. */
void report_tally(const struct report_head *head, const struct tally *tally);

/* A run that was done, to be exported; it borrows from both. */
struct told_run report_told(const struct report_head *head, struct run *run);

#endif
