/*
 * JSON (jansson): what the files of that format share. Private to src/export/.
 *
 * The keys of a run are written in run_json.c, whoever needs them: reports, recordings,
 * explorations.
 */
#ifndef IPCSTAGE_EXPORT_JSON_H
#define IPCSTAGE_EXPORT_JSON_H

#include "export/export.h"

struct json_t;

/* Put what is run into an object: demo, scenario, toggles, parameters, sleepers_free,
 * ends_free, and places where there are some. */
void json_put_subject(struct json_t *object, const struct subject *subject);

/* How it was run and who took each step: mode, seed, schedule, steps. */
void json_put_steps(struct json_t *object, const struct told_run *run);

/* How it ended: outcome, expected, verdict, why. */
void json_put_ending(struct json_t *object, const struct told_run *run);

/* What was not seen: unseen, an array of {what, where, process, step, advice}. */
void json_put_unseen(struct json_t *object, const struct subject *subject,
		     const struct ledger *ledger);

/* Data races: races, an array of {place, accesses}, with two {actor, operation, atomic, where,
 * locks}; races_cut. */
void json_put_races(struct json_t *object, const struct told_races *races);

/* The functions of the row: see struct exporter. */
int json_run(void *state, const struct told_run *run, FILE *out, struct error *error);
int json_exploration(const struct findings *findings, FILE *out, struct error *error);
int json_sample(const struct told_sample *sample, FILE *out, struct error *error);
int json_demos(const struct catalogue *catalogue, FILE *out, struct error *error);
int json_seeds(const struct told_seeds *seeds, FILE *out, struct error *error);

#endif
