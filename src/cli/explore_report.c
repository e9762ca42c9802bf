#include "cli/explore_report.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/report.h"
#include "run/run_json.h"

enum { BAR = 30 };

static char *schedule_of(const struct witness *witness)
{
	size_t length = explore_schedule_text(witness, NULL, 0);
	char *text = malloc(length + 1);

	if (text)
		explore_schedule_text(witness, text, length + 1);
	return text;
}

/* --- text ------------------------------------------------------------------------------------ */

/* The share of all interleavings, 0 … 1; negative when it cannot be said. */
static double share(const struct amount *part, const struct amount *all)
{
	if (all->endless || all->too_large || all->count == 0)
		return -1;
	return (double)part->count / (double)all->count;
}

static const char *name_of(const struct explore_outcome *outcome)
{
	return outcome->text[0] ? outcome->text : verdict_word(outcome->verdict);
}

static int widest(const struct explore_result *result)
{
	size_t width = 0;

	for (uint32_t i = 0; i < result->outcome_count; i++) {
		size_t length = strlen(name_of(&result->outcomes[i]));

		width = length > width ? length : width;
	}
	return width < 40 ? (int)width : 40;
}

/* How many free runs ended like this. */
static uint64_t natural_hits(const struct sample *natural, const struct explore_outcome *outcome)
{
	for (uint32_t i = 0; i < natural->outcomes.count; i++) {
		const struct outcome *seen = &natural->outcomes.list[i];

		if (seen->verdict == outcome->verdict && seen->signal == outcome->signal &&
		    seen->actor == outcome->actor && strcmp(seen->text, outcome->text) == 0)
			return natural->counts[i].hits[SAMPLE_FREE];
	}
	return 0;
}

static void print_outcome(const struct findings *findings, uint32_t i, int width)
{
	const struct explore_result *result = findings->result;
	const struct explore_outcome *outcome = &result->outcomes[i];
	double part = share(&outcome->interleavings, &result->interleavings);
	char number[AMOUNT_TEXT], bar[BAR + 1] = "";

	/* What there is can be seen: a bar is never empty. */
	memset(bar, '#', part < 0 ? 0 : 1 + (size_t)(part * (BAR - 1)));
	printf("  %-*s  %-11s  %20s  %-*s", width, name_of(outcome), verdict_word(outcome->verdict),
	       amount_text(&outcome->interleavings, number), BAR, bar);
	if (part >= 0)
		printf(" %9.4g %%", 100 * part);
	if (findings->natural)
		printf("  %llu of %llu",
		       (unsigned long long)natural_hits(findings->natural, outcome),
		       (unsigned long long)findings->natural_runs);
	putchar('\n');
}

static void print_witness(const struct explore_outcome *outcome)
{
	char *schedule = schedule_of(&outcome->witness);

	printf("\n%s", name_of(outcome));
	if (outcome->text[0])
		printf(" (%s)", verdict_word(outcome->verdict));
	printf(", with %u %s: %s\n", outcome->witness.switches,
	       outcome->witness.switches == 1 ? "switch" : "switches",
	       schedule && *schedule ? schedule : "no step at all");
	if (outcome->witness.no_return == 0)
		printf("  Nothing else can come of it, from the start.\n");
	else if (outcome->witness.no_return != UINT32_MAX)
		printf("  No return after step %u: nothing expected can come of it any more.\n",
		       outcome->witness.no_return);
	printf("  %s\n", outcome->why ? outcome->why : "");
	free(schedule);
}

static void print_scope(const struct explore_result *result)
{
	if (result->complete)
		printf("Every interleaving is counted");
	else if (result->bound >= 0)
		printf("Complete up to %d %s, and no further (%s)", result->bound,
		       result->bound == 1 ? "preemption" : "preemptions", result->cut);
	else
		printf("INCOMPLETE (%s): only what is known so far", result->cut);
	printf(": sequentially consistent, at gate granularity.\n");
	for (unsigned i = 1; result->by_memory && i < UNCLEAR_COUNT; i++) {
		if (result->unclear >> i & 1)
			printf("Where a process's memory does not tell its future (%s), states "
			       "are merged by what it has done.\n",
			       explore_unclear_word((enum unclear)i));
	}
}

/* "924 interleavings, 20 as expected" */
static void print_amounts(const struct explore_result *result)
{
	char capacity[AMOUNT_TEXT], good[AMOUNT_TEXT];
	const char *all = amount_text(&result->interleavings, capacity);

	printf("%s interleaving%s, %s as expected\n\n", all, strcmp(all, "1") ? "s" : "",
	       amount_text(&result->as_expected, good));
}

/* "1 run", "2 runs" */
static void print_count(uint64_t count, const char *one, const char *after)
{
	printf("%llu %s%s%s", (unsigned long long)count, one, count == 1 ? "" : "s", after);
}

static void print_comparison(const struct comparison *comparison)
{
	const struct findings fixed = {.result = comparison->result};
	char *schedule;

	printf("\nWith every toggle off: ");
	print_amounts(comparison->result);
	for (uint32_t i = 0; i < comparison->result->outcome_count; i++)
		print_outcome(&fixed, i, widest(comparison->result));
	if (!comparison->failure)
		return;
	schedule = schedule_of(&comparison->failure->witness);
	printf("\nOn the schedule %s, as far as it can follow it, it ends %s: %s\n",
	       schedule ? schedule : "", verdict_word(comparison->seen.verdict),
	       comparison->seen.text);
	free(schedule);
}

void explore_report_text(const struct findings *findings)
{
	const struct explore_result *result = findings->result;
	const struct report_head head = {.subject = findings->subject};
	int width = widest(result);

	report_title(&head);
	printf(": ");
	print_amounts(result);
	for (uint32_t i = 0; i < result->outcome_count; i++)
		print_outcome(findings, i, width);
	if (findings->natural)
		printf("\nThe last column: free runs, as the kernel happened to do them. The "
		       "shares "
		       "of all\ninterleavings are not probabilities: no kernel chooses evenly.\n");
	for (uint32_t i = 0; i < result->outcome_count; i++) {
		if (result->outcomes[i].verdict != VERDICT_AS_EXPECTED)
			print_witness(&result->outcomes[i]);
	}
	if (findings->comparison)
		print_comparison(findings->comparison);
	printf("\n");
	print_count(result->states, "state", ", ");
	print_count(result->transitions, "transition", ", ");
	print_count(result->runs, "run", " of real processes");
	printf(", %.1f s\n", findings->seconds);
	print_scope(result);
}

/* --- JSON ------------------------------------------------------------------------------------ */

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

/* "counter=8, x=1" as an object of name: string. */
static json_t *outcome_json(const char *text)
{
	json_t *object = json_object();
	char copy[OUTCOME_TEXT], *next = copy, *item;

	snprintf(copy, sizeof(copy), "%s", text);
	while (*next) {
		char *value;

		item = next;
		next = strstr(item, ", ");
		if (next) {
			*next = '\0';
			next += 2;
		} else {
			next = item + strlen(item);
		}
		value = strchr(item, '=');
		if (value)
			*value++ = '\0';
		json_object_set_new(object, item, run_json_string(value ? value : ""));
	}
	return object;
}

static json_t *entry_json(const struct findings *findings, const struct explore_outcome *outcome)
{
	const struct witness *witness = &outcome->witness;
	char *schedule = schedule_of(witness);
	json_t *object = json_object();

	json_object_set_new(object, "outcome", outcome_json(outcome->text));
	json_object_set_new(object, "interleavings", amount_json(&outcome->interleavings));
	json_object_set_new(object, "verdict", json_string(verdict_word(outcome->verdict)));
	if (outcome->verdict == VERDICT_CRASH)
		json_object_set_new(object, "signal", json_integer(outcome->signal));
	json_object_set_new(object, "schedule", json_string(schedule ? schedule : ""));
	json_object_set_new(object, "switches", json_integer(witness->switches));
	json_object_set_new(object, "no_return",
			    witness->no_return == UINT32_MAX ? json_null()
							     : json_integer(witness->no_return));
	json_object_set_new(object, "why", run_json_string(outcome->why ? outcome->why : ""));
	if (findings->natural)
		json_object_set_new(
			object, "natural",
			json_integer((json_int_t)natural_hits(findings->natural, outcome)));
	free(schedule);
	return object;
}

static json_t *comparison_json(const struct comparison *comparison)
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
		char *schedule = schedule_of(&comparison->failure->witness);

		json_object_set_new(object, "followed", json_string(schedule ? schedule : ""));
		json_object_set_new(object, "outcome", outcome_json(comparison->seen.text));
		json_object_set_new(object, "verdict",
				    json_string(verdict_word(comparison->seen.verdict)));
		free(schedule);
	}
	return object;
}

void explore_report_json(const struct findings *findings)
{
	const struct explore_result *result = findings->result;
	json_t *object = json_object(), *outcomes = json_array();

	for (uint32_t i = 0; i < result->outcome_count; i++)
		json_array_append_new(outcomes, entry_json(findings, &result->outcomes[i]));
	run_json_subject(object, findings->subject);
	json_object_set_new(object, "complete", json_boolean(result->complete));
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
	json_object_set_new(object, "outcomes", outcomes);
	json_dumpf(object, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(object);
}

/* --- samples --------------------------------------------------------------------------------- */

static uint64_t total(const struct sample *sample, enum sample_kind kind)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < sample->outcomes.count; i++)
		sum += sample->counts[i].hits[kind];
	return sum;
}

void sample_report_text(const struct subject *subject, const struct sample *sample, uint64_t seed)
{
	const struct report_head head = {.subject = subject};

	report_title(&head);
	printf(": a SAMPLE of %llu runs at random and %llu by random priorities (PCT, depth 3), "
	       "seed %llu\n\n%10s %10s\n",
	       (unsigned long long)total(sample, SAMPLE_UNIFORM),
	       (unsigned long long)total(sample, SAMPLE_PCT), (unsigned long long)seed, "random",
	       "priorities");
	for (uint32_t i = 0; i < sample->outcomes.count; i++) {
		const struct outcome *outcome = &sample->outcomes.list[i];
		const struct sample_count *count = &sample->counts[i];
		char *schedule = schedule_of(&count->witness);

		printf("%10llu %10llu  %s %s, for one: %s\n",
		       (unsigned long long)count->hits[SAMPLE_UNIFORM],
		       (unsigned long long)count->hits[SAMPLE_PCT], outcome->text,
		       verdict_word(outcome->verdict), schedule ? schedule : "");
		free(schedule);
	}
	printf("\nWhat a sample does not show may still happen.\n");
}

static json_t *count_json(const struct outcome *outcome, const struct sample_count *count)
{
	char *schedule = schedule_of(&count->witness);
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

void sample_report_json(const struct subject *subject, const struct sample *sample, uint64_t seed)
{
	json_t *object = json_object(), *outcomes = json_array();

	for (uint32_t i = 0; i < sample->outcomes.count; i++)
		json_array_append_new(outcomes,
				      count_json(&sample->outcomes.list[i], &sample->counts[i]));
	run_json_subject(object, subject);
	json_object_set_new(object, "complete", json_false());
	json_object_set_new(object, "sample",
			    json_integer((json_int_t)total(sample, SAMPLE_UNIFORM)));
	json_object_set_new(object, "seed", json_integer((json_int_t)seed));
	json_object_set_new(object, "outcomes", outcomes);
	json_dumpf(object, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(object);
}
