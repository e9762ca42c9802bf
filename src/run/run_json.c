#include "run/run_json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *run_json_string(const char *text)
{
	json_t *string = json_string(text);
	char *clean;

	if (string)
		return string;
	clean = strdup(text);
	for (char *at = clean; at && *at; at++) {
		if ((unsigned char)*at >= 0x80)
			*at = '?';
	}
	string = json_string(clean ? clean : "");
	free(clean);
	return string;
}

/* --- what is run ----------------------------------------------------------------------------- */

static json_t *scenario_json(const struct subject *subject)
{
	const struct demo *demo = subject->demo;

	return demo && demo->scenario_count
		       ? json_string(demo->scenarios[subject->choice.scenario].name)
		       : json_null();
}

static json_t *toggles_json(const struct subject *subject)
{
	const struct demo *demo = subject->demo;
	json_t *array = json_array();

	for (unsigned i = 0; demo && i < demo->toggle_count; i++) {
		if (subject->choice.toggled[i])
			json_array_append_new(array, json_string(demo->toggles[i].name));
	}
	return array;
}

static json_t *parameters_json(const struct subject *subject)
{
	const struct demo *demo = subject->demo;
	json_t *object = json_object();

	for (unsigned i = 0; demo && i < demo->parameter_count; i++)
		json_object_set_new(object, demo->parameters[i].name,
				    json_integer(subject->choice.values[i]));
	return object;
}

void run_json_subject(json_t *object, const struct subject *subject)
{
	json_object_set_new(object, "demo", run_json_string(subject->name));
	json_object_set_new(object, "scenario", scenario_json(subject));
	json_object_set_new(object, "toggles", toggles_json(subject));
	json_object_set_new(object, "parameters", parameters_json(subject));
	json_object_set_new(object, "sleepers_free", json_boolean(subject->sleepers_free));
}

/* --- who took each step ---------------------------------------------------------------------- */

void run_json_schedule(json_t *object, struct history *history)
{
	uint32_t steps = history_steps(history);
	size_t length = history_schedule(history, steps, NULL, 0);
	char *text = malloc(length + 1);

	if (text)
		history_schedule(history, steps, text, length + 1);
	json_object_set_new(object, "schedule", json_string(text ? text : ""));
	json_object_set_new(object, "steps", json_integer(steps));
	free(text);
}

/* --- how it ended ---------------------------------------------------------------------------- */

static json_t *exit_json(const char *text)
{
	return json_pack("{s:s}", "exit", text);
}

/* A program that reports nothing has its exit status for an outcome, as the verdict has. */
static void set_exit_outcome(json_t *object, const struct stage *stage)
{
	const struct actor *first = &stage->actors[0];
	char text[16] = "";

	if (first->activity == ACTIVITY_ENDED)
		snprintf(text, sizeof(text), "%u", first->exit_status);
	json_object_set_new(object, "outcome", *text ? exit_json(text) : json_object());
	json_object_set_new(object, "expected", exit_json("0"));
}

static void set_outcome(json_t *object, const struct stage *stage)
{
	json_t *outcome = json_object();
	json_t *expected = json_object();

	for (unsigned i = 0; i < stage->report_count; i++) {
		const struct report *report = &stage->reports[i];

		if (report->has_outcome)
			json_object_set_new(outcome, report->name,
					    run_json_string(report->outcome));
		if (report->has_expected)
			json_object_set_new(expected, report->name,
					    run_json_string(report->expected));
	}
	json_object_set_new(object, "outcome", outcome);
	json_object_set_new(object, "expected", expected);
}

void run_json_ending(json_t *object, const struct told_run *run)
{
	const struct stage *stage = history_now(run->history);

	if (run->subject->demo)
		set_outcome(object, stage);
	else
		set_exit_outcome(object, stage);
	json_object_set_new(object, "verdict", json_string(verdict_word(run->verdict)));
	json_object_set_new(object, "why", run_json_string(run->why));
}
