/*
 * A run as JSON: the one place where its keys are written.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include "export/json.h"
#include "export/json_document.h"
#include "export/schedule.h"
#include "model/printed.h"
#include "model/unseen.h"
#include "run/json_text.h"

/* --- what is run ----------------------------------------------------------------------------- */

/* Of several programs each as an array: its path, and its arguments. */
static json_t *programs_json(const struct subject *subject)
{
	json_t *programs = json_array();

	for (unsigned i = 0; i < subject->part_count; i++) {
		const struct subject_part *part = &subject->parts[i];
		json_t *words = json_array();

		json_array_append_new(words, json_text(part->name));
		for (char *const *word = part->arguments; word && *word; word++)
			json_array_append_new(words, json_text(*word));
		json_array_append_new(programs, words);
	}
	return programs;
}

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

void json_put_subject(json_t *object, const struct subject *subject)
{
	json_object_set_new(object, "demo", json_text(subject->name));
	if (subject->part_count)
		json_object_set_new(object, "programs", programs_json(subject));
	json_object_set_new(object, "scenario", scenario_json(subject));
	json_object_set_new(object, "toggles", toggles_json(subject));
	json_object_set_new(object, "parameters", parameters_json(subject));
	json_object_set_new(object, "sleepers_free", json_boolean(subject->sleepers_free));
	json_object_set_new(object, "ends_free", json_boolean(subject->ends_free));
	if (subject->limits.steps)
		json_object_set_new(object, "step_limit",
				    json_integer((json_int_t)subject->limits.steps));
	if (subject->limits.time_ns)
		json_object_set_new(object, "time_limit_ns",
				    json_integer((json_int_t)subject->limits.time_ns));
	json_object_set_new(object, "output", json_boolean(subject->output_counts));
	if (subject->places)
		json_object_set_new(object, "places", json_string(subject->places));
}

/* --- who took each step ---------------------------------------------------------------------- */

void json_put_steps(json_t *object, const struct told_run *run)
{
	/* Of a free run the kernel chose: it cannot be done again. */
	char *schedule = run->free_run ? NULL : schedule_of_history(run->history);

	json_object_set_new(object, "mode", json_string(run->free_run ? "free" : "gated"));
	json_object_set_new(object, "seed",
			    run->has_seed ? json_integer((json_int_t)run->seed) : json_null());
	json_object_set_new(object, "schedule", json_string(schedule ? schedule : ""));
	json_object_set_new(object, "steps", json_integer(history_steps(run->history)));
	free(schedule);
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
		snprintf(text, sizeof(text), "%u", stage_space(stage, first)->exit_status);
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
			json_object_set_new(outcome, report->name, json_text(report->outcome));
		if (report->has_expected)
			json_object_set_new(expected, report->name, json_text(report->expected));
	}
	json_object_set_new(object, "outcome", outcome);
	json_object_set_new(object, "expected", expected);
}

void json_put_ending(json_t *object, const struct told_run *run)
{
	const struct stage *stage = history_now(run->history);
	char printed[PRINTED_TEXT];

	if (run->subject->demo || stage->report_count)
		set_outcome(object, stage);
	else
		set_exit_outcome(object, stage);
	if (printed_text(&stage->printed, printed))
		json_object_set_new(json_object_get(object, "outcome"), "output",
				    json_text(printed));
	json_object_set_new(object, "verdict", json_string(verdict_word(run->verdict)));
	json_object_set_new(object, "why", json_text(run->why));
}

/* --- what was not seen ------------------------------------------------------------------------ */

static json_t *spot_json(const struct subject *subject, const struct blind_spot *spot)
{
	char what[UNSEEN_SENTENCE], place[64];
	json_t *object = json_object();

	source_place(subject->source, spot->where, place, sizeof(place));
	json_object_set_new(object, "what", json_text(unseen_say(spot, what, sizeof(what))));
	json_object_set_new(object, "where", *place ? json_text(place) : json_null());
	json_object_set_new(object, "process", json_integer(spot->actor));
	json_object_set_new(object, "step", json_integer(spot->step));
	json_object_set_new(object, "advice", json_string(unseen_advice(spot)));
	return object;
}

void json_put_unseen(json_t *object, const struct subject *subject, const struct ledger *ledger)
{
	unsigned count = ledger_count(ledger);
	json_t *array = json_array();

	for (unsigned i = 0; i < count; i++)
		json_array_append_new(array, spot_json(subject, &ledger->spots[i]));
	json_object_set_new(object, "unseen", array);
}

/* --- data races ------------------------------------------------------------------------------- */

static json_t *access_json(const struct told_access *access)
{
	json_t *object = json_object(), *locks = json_array();

	for (unsigned i = 0; i < access->lock_count; i++)
		json_array_append_new(locks, json_text(access->locks[i]));
	json_object_set_new(object, "actor", json_integer(access->actor));
	json_object_set_new(object, "operation", json_string(operation_word(access->operation)));
	json_object_set_new(object, "atomic", json_boolean(access->is_atomic));
	json_object_set_new(object, "where",
			    access->line[0] ? json_text(access->line) : json_null());
	json_object_set_new(object, "locks", locks);
	return object;
}

void json_put_races(json_t *object, const struct told_races *races)
{
	json_t *array = json_array();

	for (size_t i = 0; i < races->count; i++) {
		const struct told_race *race = &races->list[i];
		json_t *one = json_object(), *accesses = json_array();

		for (unsigned k = 0; k < 2; k++)
			json_array_append_new(accesses, access_json(&race->accesses[k]));
		json_object_set_new(one, "place", json_text(race->place));
		json_object_set_new(one, "accesses", accesses);
		json_array_append_new(array, one);
	}
	json_object_set_new(object, "races", array);
	json_object_set_new(object, "races_cut", json_boolean(races->cut));
}

/* --- a report -------------------------------------------------------------------------------- */

static json_t *hash_json(const struct told_run *run)
{
	char hash[17];

	if (run->free_run)
		return json_null();
	snprintf(hash, sizeof(hash), "%016" PRIx64,
		 history_hash(run->history, history_steps(run->history)));
	return json_string(hash);
}

static json_t *choices_json(const struct told_run *run)
{
	char *choices = run->free_run ? NULL : choices_of_history(run->history);
	json_t *text = json_string(choices ? choices : "");

	free(choices);
	return text;
}

static void put_tally(json_t *object, const struct tally *tally)
{
	json_t *verdicts = json_object();

	for (int i = VERDICT_NONE + 1; i < VERDICT_COUNT; i++) {
		if (tally->verdicts[i])
			json_object_set_new(verdicts, verdict_word((enum verdict)i),
					    json_integer((json_int_t)tally->verdicts[i]));
	}
	json_object_set_new(object, "runs", json_integer((json_int_t)tally->runs));
	json_object_set_new(object, "verdicts", verdicts);
	json_object_set_new(object, "hashes", json_integer((json_int_t)tally->hash_count));
}

static void put_replay(json_t *object, const char *parted)
{
	json_object_set_new(object, "as_recorded", json_boolean(!*parted));
	json_object_set_new(object, "differs", *parted ? json_text(parted) : json_null());
}

int json_run(void *state, const struct told_run *run, FILE *out, struct error *error)
{
	json_t *object = json_object();

	(void)state;
	json_put_subject(object, run->subject);
	json_put_steps(object, run);
	json_object_set_new(object, "choices", choices_json(run));
	json_object_set_new(object, "trace_hash", hash_json(run));
	json_put_ending(object, run);
	if (run->races)
		json_put_races(object, run->races);
	if (run->unseen)
		json_put_unseen(object, run->subject, run->unseen);
	if (run->tally)
		put_tally(object, run->tally);
	if (run->parted)
		put_replay(object, run->parted);
	return json_write(object, out, error);
}
