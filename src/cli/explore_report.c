#include "cli/explore_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/report.h"
#include "export/schedule.h"

enum { BAR = 30 };

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

static void print_outcome(const struct findings *findings, uint32_t i, int width)
{
	const struct explore_result *result = findings->result;
	const struct explore_outcome *outcome = &result->outcomes[i];
	double part = outcome->beyond ? -1 : share(&outcome->interleavings, &result->interleavings);
	char number[AMOUNT_TEXT], bar[BAR + 1] = "";

	/* What there is can be seen: a bar is never empty. */
	memset(bar, '#', part < 0 ? 0 : 1 + (size_t)(part * (BAR - 1)));
	printf("  %-*s  %-11s  %20s  %-*s", width, name_of(outcome), verdict_word(outcome->verdict),
	       explore_count_text(outcome, number), BAR, bar);
	if (part >= 0)
		printf(" %9.4g %%", 100 * part);
	if (findings->natural)
		printf("  %llu of %llu", (unsigned long long)findings_natural(findings, outcome),
		       (unsigned long long)findings->natural_runs);
	putchar('\n');
}

static void print_witness(const struct explore_outcome *outcome)
{
	char *schedule = schedule_of_witness(&outcome->witness);

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

/* What no interleaving has come to, and a free run has: the row of a disproof. */
static void print_free_only(const struct findings *findings, int width)
{
	const struct sample *natural = findings->natural;

	for (uint32_t i = 0; i < natural->outcomes.count; i++) {
		const struct outcome *seen = findings_free_only(findings, i);

		if (seen)
			printf("  %-*s  %-11s  not among the interleavings: %llu of %llu free "
			       "runs\n",
			       width, seen->text[0] ? seen->text : verdict_word(seen->verdict),
			       verdict_word(seen->verdict),
			       (unsigned long long)natural->counts[i].hits[SAMPLE_FREE],
			       (unsigned long long)findings->natural_runs);
	}
}

static const char *preemptions(int bound)
{
	return bound == 1 ? "preemption" : "preemptions";
}

static bool is_stopped(const struct explore_result *result)
{
	for (uint32_t i = 0; i < result->outcome_count; i++) {
		if (result->outcomes[i].verdict == VERDICT_STOPPED)
			return true;
	}
	return false;
}

static void print_scope(const struct explore_result *result)
{
	if (result->complete)
		printf("Every interleaving is counted%s",
		       is_stopped(result) ? ", as far as was asked for" : "");
	else if (strcmp(result->cut, "unseen") == 0)
		printf("Not complete: what was seen is counted, but not all was seen");
	else if (result->bound >= 0)
		printf("Complete up to %d %s, and no further (%s)", result->bound,
		       preemptions(result->bound), result->cut);
	else
		printf("INCOMPLETE (%s): only what is known so far", result->cut);
	printf(": sequentially consistent, at gate granularity.\n");
	if (result->awaits_time)
		printf("Time passes only when nobody else can go on: no %s before.%s\n",
		       result->freed.sleepers ? "time-out comes" : "sleep or time-out ends",
		       result->freed.sleepers
			       ? ""
			       : " With --sleepers-free a sleep may end at any time.");
	if (result->has_beyond)
		printf("What is \"not counted\" was found by a search that was given up.\n");
	for (unsigned i = 1; result->by_memory && i < UNCLEAR_COUNT; i++) {
		if (result->unclear >> i & 1)
			printf("Where a process's memory does not tell its future (%s), states "
			       "are merged by what it has done.\n",
			       explore_unclear_word((enum unclear)i));
	}
}

/* What the numbers after it are of, unless it is everything. */
static void print_limits(const struct explore_result *result)
{
	if (!result->complete && strcmp(result->cut, "bound") != 0)
		printf("INCOMPLETE (%s)%s", result->cut, result->bound >= 0 ? ", " : ": ");
	if (result->bound >= 0)
		printf("up to %d %s: ", result->bound, preemptions(result->bound));
}

/* "924 interleavings, 20 as expected"; "up to 1 preemption: 12 interleavings, 2 as expected" */
static void print_amounts(const struct explore_result *result)
{
	char total[EXPLORE_TOTAL + 64];

	explore_total_text(result, total, sizeof(total));
	print_limits(result);
	printf("%s\n\n", total);
}

/* "1 run", "2 runs" */
static void print_count(uint64_t count, const char *one, const char *after)
{
	printf("%llu %s%s%s", (unsigned long long)count, one, count == 1 ? "" : "s", after);
}

static void print_comparison(const struct without_faults *comparison)
{
	const struct findings fixed = {.result = comparison->result};
	char *schedule;

	printf("\nWith every fault off: ");
	print_amounts(comparison->result);
	for (uint32_t i = 0; i < comparison->result->outcome_count; i++)
		print_outcome(&fixed, i, widest(comparison->result));
	if (!comparison->failure)
		return;
	schedule = schedule_of_witness(&comparison->failure->witness);
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
		print_free_only(findings, width);
	if (findings->natural)
		printf("\nThe last column: free runs, as the kernel happened to do them. The "
		       "shares "
		       "of all\ninterleavings are not probabilities: no kernel chooses evenly.\n");
	for (uint32_t i = 0; i < result->outcome_count; i++) {
		if (result->outcomes[i].verdict != VERDICT_AS_EXPECTED)
			print_witness(&result->outcomes[i]);
	}
	if (findings->subject->places)
		printf("\nThese schedules are to be done ");
	report_places(findings->subject);
	if (findings->comparison)
		print_comparison(findings->comparison);
	if (result->races.count || result->races.cut)
		printf("\n");
	report_races(&result->races);
	printf("\n");
	print_count(result->states, "state", ", ");
	print_count(result->transitions, "transition", ", ");
	print_count(result->runs, "run", " of real processes");
	printf(", %.1f s\n", findings->seconds);
	print_scope(result);
	report_unseen(findings->subject, &result->unseen);
}

/* --- samples --------------------------------------------------------------------------------- */

void sample_report_text(const struct told_sample *told)
{
	const struct sample *sample = told->sample;
	const struct report_head head = {.subject = told->subject};

	report_title(&head);
	printf(": a SAMPLE of %llu runs at random and %llu by random priorities (PCT, depth 3), "
	       "seed %llu\n\n%10s %10s\n",
	       (unsigned long long)sample_runs(sample, SAMPLE_UNIFORM),
	       (unsigned long long)sample_runs(sample, SAMPLE_PCT), (unsigned long long)told->seed,
	       "random", "priorities");
	for (uint32_t i = 0; i < sample->outcomes.count; i++) {
		const struct outcome *outcome = &sample->outcomes.list[i];
		const struct sample_count *count = &sample->counts[i];
		char *schedule = schedule_of_witness(&count->witness);

		printf("%10llu %10llu  %s %s, for one: %s\n",
		       (unsigned long long)count->hits[SAMPLE_UNIFORM],
		       (unsigned long long)count->hits[SAMPLE_PCT], outcome->text,
		       verdict_word(outcome->verdict), schedule ? schedule : "");
		free(schedule);
	}
	printf("\nWhat a sample does not show may still happen.\n");
	report_unseen(told->subject, &sample->unseen);
}
