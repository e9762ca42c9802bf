/* The verdict on a run: which it is. Why it is so, at length, is in deadlock.c and difference.c. */
#include "model/verdict.h"

#include <assert.h>
#include <string.h>
#include "model/explain.h"
#include "model/waits.h"

static const char *const verdict_words[] = {
	[VERDICT_NONE] = "none",
	[VERDICT_AS_EXPECTED] = "as-expected",
	[VERDICT_UNEXPECTED] = "unexpected",
	[VERDICT_DEADLOCK] = "deadlock",
	[VERDICT_CRASH] = "crash",
	[VERDICT_LIVELOCK] = "livelock",
	[VERDICT_CUT_OFF] = "cut-off",
	[VERDICT_IDLE] = "idle",
	[VERDICT_STOPPED] = "stopped",
};

static_assert(sizeof verdict_words / sizeof verdict_words[0] == VERDICT_COUNT,
	      "every verdict has its word");

const char *verdict_word(enum verdict verdict)
{
	return verdict < VERDICT_COUNT ? verdict_words[verdict] : "unknown";
}

bool verdict_is_good(enum verdict verdict)
{
	return verdict == VERDICT_AS_EXPECTED || verdict == VERDICT_IDLE ||
	       verdict == VERDICT_STOPPED;
}

/* A death that the program has expected, by the signal's name, and its parent has seen. */
static bool is_expected(const struct stage *stage, const struct actor *actor)
{
	char signal[STAGE_NOTE];
	struct words words = words_begin(signal, sizeof signal);
	words_signal(&words, stage_space(stage, actor)->signal);
	for (unsigned i = 0; i < stage->report_count && stage_space(stage, actor)->reaped; i++)
		if (strcmp(stage->reports[i].expected, signal) == 0)
			return true;
	return false;
}

static const struct actor *crashed(const struct stage *stage)
{
	for (unsigned i = 0; i < stage->actor_count; i++)
		if (explain_crashed(stage, &stage->actors[i]) &&
		    !is_expected(stage, &stage->actors[i]))
			return &stage->actors[i];
	return NULL;
}

static bool differs(const struct report *report)
{
	if (!report->has_expected)
		return false;
	return !report->has_outcome || strcmp(report->outcome, report->expected) != 0;
}

static const struct report *first_difference(const struct stage *stage)
{
	for (unsigned i = 0; i < stage->report_count; i++)
		if (differs(&stage->reports[i]))
			return &stage->reports[i];
	return NULL;
}

static enum verdict unexpected(const struct stage *stage, const struct report *report,
			       const struct ending *ending, struct words *words)
{
	words_add(words, "expected %s=%s, ", report->name, report->expected);
	if (report->has_outcome)
		words_add(words, "got %s=%s", report->name, report->outcome);
	else
		words_add(words, "but it was never reported");
	explain_difference(stage, report, ending, words);
	return VERDICT_UNEXPECTED;
}

static enum verdict as_expected(const struct stage *stage, struct words *words)
{
	for (unsigned i = 0; i < stage->report_count; i++)
		words_add(words, "%s%s=%s", i ? ", " : "", stage->reports[i].name,
			  stage->reports[i].outcome);
	words_add(words, ", as expected.");
	return VERDICT_AS_EXPECTED;
}

/* A program that reports nothing speaks through the exit status of its first process. */
static enum verdict by_status(const struct stage *stage, struct words *words)
{
	const struct actor *first = &stage->actors[0];
	if (first->activity == ACTIVITY_KILLED) {
		words_add(words, "0 was killed by ");
		words_signal(words, stage_space(stage, first)->signal);
		words_add(words, ".");
		return VERDICT_UNEXPECTED;
	}
	words_add(words, "0 ended with status %u.", stage_space(stage, first)->exit_status);
	return stage_space(stage, first)->exit_status == 0 ? VERDICT_AS_EXPECTED
							   : VERDICT_UNEXPECTED;
}

static enum verdict by_outcome(const struct stage *stage, const struct ending *ending,
			       struct words *words)
{
	const struct report *difference = first_difference(stage);
	if (difference)
		return unexpected(stage, difference, ending, words);
	return stage->report_count > 0 ? as_expected(stage, words) : by_status(stage, words);
}

/* What was expected has been reported, and otherwise. */
static const struct report *reported_difference(const struct stage *stage)
{
	for (unsigned i = 0; i < stage->report_count; i++)
		if (differs(&stage->reports[i]) && stage->reports[i].has_outcome)
			return &stage->reports[i];
	return NULL;
}

/* What has come out already, and is not as expected: whatever else would have come of it. */
static enum verdict so_far(const struct stage *stage, const struct ending *ending,
			   struct words *words)
{
	const struct report *difference = reported_difference(stage);
	const struct space *first = stage_space(stage, &stage->actors[0]);
	if (difference)
		return unexpected(stage, difference, ending, words);
	if (stage->report_count == 0 && actor_over(&stage->actors[0]) &&
	    (first->signal || first->exit_status))
		return by_status(stage, words);
	return VERDICT_NONE;
}

/*
 * Nobody goes on. A program that has yet to report what it said it would is all there is: for
 * nobody from outside it would wait.
 */
static enum verdict at_rest(const struct stage *stage, const struct ending *ending,
			    struct words *words)
{
	struct waits waits;
	enum verdict verdict;
	waits_find(&waits, stage, false);
	if (ending->free_run)
		waits.outside = ending->outside;
	if (set_is_empty(waits.outside) ||
	    (!reported_difference(stage) && first_difference(stage))) {
		explain_deadlock(stage, ending, words);
		return VERDICT_DEADLOCK;
	}
	verdict = so_far(stage, ending, words);
	words_add(words, verdict ? " " : "");
	explain_idle(stage, waits.outside, words);
	return verdict ? verdict : VERDICT_IDLE;
}

/* As far as was asked for: what is there yet to come counts for nothing. */
static enum verdict stopped(const struct stage *stage, const struct ending *ending,
			    struct words *words)
{
	enum verdict verdict = so_far(stage, ending, words);
	words_add(words, verdict ? " " : "");
	explain_stopped(stage, words);
	return verdict ? verdict : VERDICT_STOPPED;
}

/* It would go on for ever: nobody has to wait until it does. */
static enum verdict livelock(const struct history *history, uint32_t round, struct words *words)
{
	uint32_t last = history_steps(history);
	struct set movers = set_none();
	for (uint32_t step = last - round + 1; step <= last; step++)
		set_add(&movers, history_stepper(history, step));
	words_round(words, movers, last - round + 1, last);
	words_add(words, ".");
	return VERDICT_LIVELOCK;
}

enum verdict verdict_of(struct history *history, const struct ending *ending, char *why)
{
	const struct stage *stage = history_now(history);
	const struct actor *victim = crashed(stage);
	struct words words = words_begin(why, VERDICT_WHY);
	if (victim) {
		explain_crash(stage, victim, ending, &words);
		return VERDICT_CRASH;
	}
	if (ending->round)
		return livelock(history, ending->round, &words);
	if (ending->cut_off) {
		words_add(&words, "Cut off after ");
		words_count(&words, stage->step, "step");
		words_add(&words, ": %s.",
			  ending->detail[0] ? ending->detail : "the run had not ended");
		return VERDICT_CUT_OFF;
	}
	if (ending->stop == STOP_DEADLOCK)
		return at_rest(stage, ending, &words);
	if (ending->stop == STOP_LIMIT)
		return stopped(stage, ending, &words);
	return ending->stop == STOP_END ? by_outcome(stage, ending, &words) : VERDICT_NONE;
}
