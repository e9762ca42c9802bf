/*
 * What an exploration, or a sample, has found as JSON.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "export/json.h"
#include "export/json_document.h"
#include "export/schedule.h"
#include "run/json_text.h"

/* Counts beyond what a double holds exactly are strings of digits; endless ones are null. */
static json_t *amount_json(const struct amount *amount)
{
	char text[AMOUNT_TEXT];

	if (amount->endless)
		return json_null();
	if (!amount->too_large && amount->count <= (count_t)1 << 53)
		return json_integer((json_int_t)amount->count);
	return json_string(amount_text(amount, text));
}

/*
 * Where the next "NAME=TEXT" begins, NULL nowhere. A text may hold ", " itself ("hello, you"); what
 * follows one is another's name only if "=" comes before a space.
 */
static char *next_item(char *text)
{
	char *comma = text;

	while ((comma = strstr(comma, ", "))) {
		comma += 2;
		if (comma[strcspn(comma, "= ")] == '=')
			return comma;
	}
	return NULL;
}

/* "counter=8, x=1" as an object of name: string. */
static json_t *outcome_json(const char *text)
{
	json_t *object = json_object();
	char copy[OUTCOME_TEXT], *next;

	snprintf(copy, sizeof(copy), "%s", text);
	for (char *item = *copy ? copy : NULL; item; item = next) {
		char *value = strchr(item, '=');

		next = next_item(item);
		if (next)
			next[-2] = '\0';
		if (value)
			*value++ = '\0';
		json_object_set_new(object, item, json_text(value ? value : ""));
	}
	return object;
}

static json_t *entry_json(const struct findings *findings, const struct explore_outcome *outcome)
{
	const struct witness *witness = &outcome->witness;
	char *schedule = schedule_of_witness(witness);
	json_t *object = json_object();

	json_object_set_new(object, "outcome", outcome_json(outcome->text));
	json_object_set_new(object, "interleavings", amount_json(&outcome->interleavings));
	if (outcome->beyond)
		json_object_set_new(object, "counted", json_false());
	json_object_set_new(object, "verdict", json_string(verdict_word(outcome->verdict)));
	if (outcome->verdict == VERDICT_CRASH)
		json_object_set_new(object, "signal", json_integer(outcome->signal));
	json_object_set_new(object, "schedule", json_string(schedule ? schedule : ""));
	json_object_set_new(object, "switches", json_integer(witness->switches));
	if (witness->round)
		json_object_set_new(object, "cycle",
				    json_pack("{s:I, s:I}", "from",
					      (json_int_t)(witness->length - witness->round + 1),
					      "to", (json_int_t)witness->length));
	json_object_set_new(object, "no_return",
			    witness->no_return == UINT32_MAX ? json_null()
							     : json_integer(witness->no_return));
	json_object_set_new(object, "why", json_text(outcome->why ? outcome->why : ""));
	if (findings->natural)
		json_object_set_new(object, "natural",
				    json_integer((json_int_t)findings_natural(findings, outcome)));
	free(schedule);
	return object;
}

/* An outcome that only free runs have come to. */
static json_t *free_only_json(const struct findings *findings, uint32_t i)
{
	const struct outcome *seen = findings_free_only(findings, i);
	uint64_t runs = findings->natural->counts[i].hits[SAMPLE_FREE];

	return json_pack("{s:o, s:i, s:s, s:n, s:I}", "outcome", outcome_json(seen->text),
			 "interleavings", 0, "verdict", verdict_word(seen->verdict), "schedule",
			 "natural", (json_int_t)runs);
}

static void add_free_only(json_t *outcomes, const struct findings *findings)
{
	for (uint32_t i = 0; i < findings->natural->outcomes.count; i++) {
		if (findings_free_only(findings, i))
			json_array_append_new(outcomes, free_only_json(findings, i));
	}
}

static json_t *comparison_json(const struct without_faults *comparison)
{
	const struct findings fixed = {.result = comparison->result};
	json_t *object = json_object(), *outcomes = json_array();

	for (uint32_t i = 0; i < comparison->result->outcome_count; i++)
		json_array_append_new(outcomes,
				      entry_json(&fixed, &comparison->result->outcomes[i]));
	json_object_set_new(object, "complete", json_boolean(comparison->result->complete));
	json_object_set_new(object, "interleavings",
			    amount_json(&comparison->result->interleavings));
	json_object_set_new(object, "as_expected", amount_json(&comparison->result->as_expected));
	json_object_set_new(object, "outcomes", outcomes);
	if (comparison->failure) {
		char *schedule = schedule_of_witness(&comparison->failure->witness);

		json_object_set_new(object, "followed", json_string(schedule ? schedule : ""));
		json_object_set_new(object, "outcome", outcome_json(comparison->seen.text));
		json_object_set_new(object, "verdict",
				    json_string(verdict_word(comparison->seen.verdict)));
		free(schedule);
	}
	return object;
}

int json_exploration(const struct findings *findings, FILE *out, struct error *error)
{
	const struct explore_result *result = findings->result;
	json_t *object = json_object(), *outcomes = json_array();

	for (uint32_t i = 0; i < result->outcome_count; i++)
		json_array_append_new(outcomes, entry_json(findings, &result->outcomes[i]));
	if (findings->natural)
		add_free_only(outcomes, findings);
	json_put_subject(object, findings->subject);
	json_object_set_new(object, "complete", json_boolean(result->complete));
	json_object_set_new(object, "awaits_time", json_boolean(result->awaits_time));
	json_object_set_new(object, "cut", result->cut ? json_string(result->cut) : json_null());
	json_object_set_new(object, "bound",
			    result->bound < 0 ? json_null() : json_integer(result->bound));
	json_object_set_new(object, "interleavings", amount_json(&result->interleavings));
	json_object_set_new(object, "as_expected", amount_json(&result->as_expected));
	json_object_set_new(object, "deadlocks", amount_json(&result->deadlocks));
	json_object_set_new(object, "states", json_integer((json_int_t)result->states));
	json_object_set_new(object, "transitions", json_integer((json_int_t)result->transitions));
	json_object_set_new(object, "runs", json_integer((json_int_t)result->runs));
	json_object_set_new(object, "seconds", json_real(findings->seconds));
	if (findings->natural)
		json_object_set_new(object, "natural",
				    json_integer((json_int_t)findings->natural_runs));
	if (findings->comparison)
		json_object_set_new(object, "compare", comparison_json(findings->comparison));
	json_put_races(object, &result->races);
	json_put_unseen(object, findings->subject, &result->unseen);
	json_object_set_new(object, "outcomes", outcomes);
	return json_write(object, out, error);
}

/* --- samples --------------------------------------------------------------------------------- */

static json_t *count_json(const struct outcome *outcome, const struct sample_count *count)
{
	char *schedule = schedule_of_witness(&count->witness);
	json_t *object = json_object();

	json_object_set_new(object, "outcome", outcome_json(outcome->text));
	json_object_set_new(object, "verdict", json_string(verdict_word(outcome->verdict)));
	json_object_set_new(object, "uniform",
			    json_integer((json_int_t)count->hits[SAMPLE_UNIFORM]));
	json_object_set_new(object, "pct", json_integer((json_int_t)count->hits[SAMPLE_PCT]));
	json_object_set_new(object, "schedule", json_string(schedule ? schedule : ""));
	json_object_set_new(object, "switches", json_integer(count->witness.switches));
	free(schedule);
	return object;
}

int json_sample(const struct told_sample *told, FILE *out, struct error *error)
{
	const struct sample *sample = told->sample;
	json_t *object = json_object(), *outcomes = json_array();

	for (uint32_t i = 0; i < sample->outcomes.count; i++)
		json_array_append_new(outcomes,
				      count_json(&sample->outcomes.list[i], &sample->counts[i]));
	json_put_subject(object, told->subject);
	json_object_set_new(object, "complete", json_false());
	json_object_set_new(object, "sample",
			    json_integer((json_int_t)sample_runs(sample, SAMPLE_UNIFORM)));
	json_object_set_new(object, "seed", json_integer((json_int_t)told->seed));
	json_put_unseen(object, told->subject, &sample->unseen);
	json_object_set_new(object, "outcomes", outcomes);
	return json_write(object, out, error);
}
