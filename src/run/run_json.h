/*
 * A run as JSON (jansson): the keys that reports and recordings share.
 */
#ifndef IPCSTAGE_RUN_RUN_JSON_H
#define IPCSTAGE_RUN_RUN_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include "model/history.h"
#include "model/verdict.h"
#include "run/subject.h"

struct json_t;

/* A run that was held, as far as it has come, and what it was a run of. Everything is borrowed. */
struct told_run {
	const struct subject *subject;
	struct history *history;
	bool has_seed; /* the steps were chosen at random ... */
	uint64_t seed; /* ... from this */
	enum verdict verdict;
	const char *why;
};

/* A string of a text that may be no UTF-8, which JSON is. */
struct json_t *run_json_string(const char *text);

/* Put what is run into an object: demo, scenario, toggles, parameters, sleepers_free. */
void run_json_subject(struct json_t *object, const struct subject *subject);

/* Put in who took each step: schedule, steps. */
void run_json_schedule(struct json_t *object, struct history *history);

/* Put in how it ended: outcome, expected, verdict, why. */
void run_json_ending(struct json_t *object, const struct told_run *run);

#endif
