#include "tui/contest.h"

#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explore/choices.h"
#include "explore/explore.h"

struct contest {
	const struct challenge *challenge;
	enum contest_state state;
	struct explore *explore;
	struct explore_result *result;	    /* NULL: the search is not over */
	struct choices *choices;	    /* the same */
	const struct explore_outcome *best; /* the wanted one with the fewest switches */
};

struct contest *contest_open(const struct subject *subject, const struct challenge *challenge,
			     struct control_error *error)
{
	const struct explore_rules rules = {.states = EXPLORE_BUDGET, .bound = -1};
	struct contest *contest = calloc(1, sizeof(*contest));
	char **arguments = subject_arguments(subject);
	const struct launch launch = {.program = subject->program,
				      .arguments = (const char *const *)arguments,
				      .agent = subject->agent};

	snprintf(error->text, sizeof(error->text), "out of memory");
	if (contest && arguments)
		contest->explore = explore_open(&launch, &rules, error);
	free(arguments);
	if (contest && contest->explore) {
		contest->challenge = challenge;
		return contest;
	}
	free(contest);
	return NULL;
}

void contest_close(struct contest *contest)
{
	if (!contest)
		return;
	choices_free(contest->choices);
	explore_result_free(contest->result);
	explore_close(contest->explore);
	free(contest);
}

/* --- the goal -------------------------------------------------------------------------------- */

static bool is_goal(const struct challenge *challenge, enum verdict verdict, const char *text)
{
	if (verdict == VERDICT_NONE || verdict == VERDICT_AS_EXPECTED || verdict == VERDICT_CUT_OFF)
		return false;
	return !challenge->outcome || strcmp(challenge->outcome, text) == 0;
}

bool contest_is_won(const struct challenge *challenge, const struct run *run)
{
	char text[OUTCOME_TEXT];

	outcome_reported(history_now(run_history(run)), text);
	return is_goal(challenge, run_verdict(run), text);
}

static bool is_wanted(uint32_t group, const void *context)
{
	const struct contest *contest = context;

	for (uint32_t i = 0; i < contest->result->outcome_count; i++) {
		const struct explore_outcome *outcome = &contest->result->outcomes[i];

		if (outcome->group == group)
			return is_goal(contest->challenge, outcome->verdict, outcome->text);
	}
	return false;
}

/* --- the search ------------------------------------------------------------------------------ */

/* How many outcomes are what is wanted; the best of them is remembered. */
static unsigned find_best(struct contest *contest)
{
	unsigned wanted = 0;

	for (uint32_t i = 0; i < contest->result->outcome_count; i++) {
		const struct explore_outcome *outcome = &contest->result->outcomes[i];

		if (!is_goal(contest->challenge, outcome->verdict, outcome->text))
			continue;
		wanted++;
		if (!contest->best || outcome->witness.switches < contest->best->witness.switches)
			contest->best = outcome;
	}
	return wanted;
}

static enum contest_state judge(struct contest *contest)
{
	unsigned wanted;

	contest->result = explore_result(contest->explore);
	if (!contest->result || !contest->result->complete)
		return CONTEST_UNKNOWN;
	contest->choices = choices_new(contest->result->counting.graph, is_wanted, contest);
	if (!contest->choices)
		return CONTEST_UNKNOWN;
	wanted = find_best(contest);
	if (!wanted)
		return CONTEST_HOPELESS;
	return wanted == contest->result->outcome_count ? CONTEST_SURE : CONTEST_READY;
}

bool contest_go_on(struct contest *contest, int ms)
{
	enum explore_state state;
	cpu_set_t usual;

	if (contest->state != CONTEST_SEARCHING)
		return false;
	sched_getaffinity(0, sizeof(usual), &usual);
	session_sit_beside(explore_session(contest->explore));
	state = explore_go_on(contest->explore, ms);
	sched_setaffinity(0, sizeof(usual), &usual);
	if (state == EXPLORE_DONE)
		contest->state = judge(contest);
	else if (state == EXPLORE_FAILED)
		contest->state = CONTEST_UNKNOWN;
	return state != EXPLORE_GOING;
}

enum contest_state contest_state(const struct contest *contest)
{
	return contest->state;
}

const struct witness *contest_best(const struct contest *contest)
{
	return contest->best ? &contest->best->witness : NULL;
}

uint32_t contest_par(const struct contest *contest)
{
	return contest->best ? contest->best->witness.switches : UINT32_MAX;
}

/* --- what is left ---------------------------------------------------------------------------- */

uint32_t contest_switches(const uint8_t *schedule, size_t length)
{
	uint32_t switches = 0;

	for (size_t i = 1; i < length; i++)
		switches += schedule[i] != schedule[i - 1];
	return switches;
}

uint32_t contest_lost_at(const struct contest *contest, const uint8_t *schedule, size_t length)
{
	return contest->choices ? choices_lost_at(contest->choices, schedule, length) : UINT32_MAX;
}

static void add(char *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(char *out, const char *format, ...)
{
	size_t used = strlen(out);
	va_list ap;

	va_start(ap, format);
	vsnprintf(out + used, CONTEST_HINT - used, format, ap);
	va_end(ap);
}

static void add_choice(const struct contest *contest, uint32_t state, int last, unsigned process,
		       char *out)
{
	uint32_t switches = choices_switches_by(contest->choices, state, last, process);

	if (switches == CHOICES_NEVER)
		add(out, "%s%u: never", *out ? "   " : "", process);
	else
		add(out, "%s%u: %u more %s", *out ? "   " : "", process, switches,
		    switches == 1 ? "switch" : "switches");
}

bool contest_hint(const struct contest *contest, const uint8_t *schedule, size_t length, char *out)
{
	int last = length ? schedule[length - 1] : -1;
	uint32_t state;

	*out = '\0';
	if (!contest->choices) {
		add(out, contest->state == CONTEST_SEARCHING
				 ? "every order is still being tried: ask again"
				 : "not every order could be tried: nobody knows");
		return false;
	}
	state = choices_state(contest->choices, schedule, length);
	for (uint64_t set = state < GRAPH_NONE ? choices_set(contest->choices, state) : 0; set;
	     set &= set - 1)
		add_choice(contest, state, last, (unsigned)__builtin_ctzll(set), out);
	if (!*out)
		add(out, "there is nothing left to choose");
	return true;
}
