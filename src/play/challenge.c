#include "play/challenge.h"

#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "explore/choices.h"
#include "explore/explore.h"

struct challenge_game {
	const struct challenge *challenge;
	enum challenge_state state;
	struct explore *explore;
	struct explore_result *result;	    /* NULL: the search is not over */
	struct choices *choices;	    /* the same */
	const struct explore_outcome *best; /* the wanted one with the fewest switches */
};

struct challenge_game *challenge_game_open(const struct subject *subject,
					   const struct challenge *challenge, struct error *error)
{
	const struct explore_rules rules = {.states = EXPLORE_BUDGET, .bound = -1};
	struct challenge_game *game = calloc(1, sizeof(*game));
	char **arguments = subject_arguments(subject);
	const struct launch launch = subject_launch(subject, arguments);

	error_set(error, "out of memory");
	if (game && arguments)
		game->explore = explore_open(&launch, &rules, error);
	free(arguments);
	if (game && game->explore) {
		game->challenge = challenge;
		return game;
	}
	free(game);
	return NULL;
}

void challenge_game_close(struct challenge_game *game)
{
	if (!game)
		return;
	choices_free(game->choices);
	explore_result_free(game->result);
	explore_close(game->explore);
	free(game);
}

/* --- the goal -------------------------------------------------------------------------------- */

static bool is_goal(const struct challenge *challenge, enum verdict verdict, const char *text)
{
	/* Going round is no way to win: no run comes to the end of it. */
	if (verdict == VERDICT_NONE || verdict_is_good(verdict) || verdict == VERDICT_CUT_OFF ||
	    verdict == VERDICT_LIVELOCK)
		return false;
	return !challenge->outcome || strcmp(challenge->outcome, text) == 0;
}

bool challenge_game_is_won(const struct challenge *challenge, const struct run *run)
{
	char text[OUTCOME_TEXT];

	outcome_reported(history_now(run_history(run)), text);
	return is_goal(challenge, run_verdict(run), text);
}

static bool is_wanted(uint32_t group, const void *context)
{
	const struct challenge_game *game = context;

	for (uint32_t i = 0; i < game->result->outcome_count; i++) {
		const struct explore_outcome *outcome = &game->result->outcomes[i];

		if (outcome->group == group)
			return is_goal(game->challenge, outcome->verdict, outcome->text);
	}
	return false;
}

/* --- the search ------------------------------------------------------------------------------ */

/* How many outcomes are what is wanted; the best of them is remembered. */
static unsigned find_best(struct challenge_game *game)
{
	unsigned wanted = 0;

	for (uint32_t i = 0; i < game->result->outcome_count; i++) {
		const struct explore_outcome *outcome = &game->result->outcomes[i];

		if (!is_goal(game->challenge, outcome->verdict, outcome->text))
			continue;
		wanted++;
		if (!game->best || outcome->witness.switches < game->best->witness.switches)
			game->best = outcome;
	}
	return wanted;
}

static enum challenge_state judge(struct challenge_game *game)
{
	unsigned wanted;

	game->result = explore_result(game->explore);
	if (!game->result || !game->result->complete)
		return CHALLENGE_UNKNOWN;
	game->choices = choices_new(game->result->counting.graph, is_wanted, game);
	if (!game->choices)
		return CHALLENGE_UNKNOWN;
	wanted = find_best(game);
	if (!wanted)
		return CHALLENGE_HOPELESS;
	return wanted == game->result->outcome_count ? CHALLENGE_SURE : CHALLENGE_READY;
}

bool challenge_game_go_on(struct challenge_game *game, int ms)
{
	enum explore_state state;
	cpu_set_t usual;

	if (game->state != CHALLENGE_SEARCHING)
		return false;
	sched_getaffinity(0, sizeof(usual), &usual);
	session_sit_beside(explore_session(game->explore));
	state = explore_go_on(game->explore, ms);
	sched_setaffinity(0, sizeof(usual), &usual);
	if (state == EXPLORE_DONE)
		game->state = judge(game);
	else if (state == EXPLORE_FAILED)
		game->state = CHALLENGE_FAILED;
	return state != EXPLORE_GOING;
}

enum challenge_state challenge_game_state(const struct challenge_game *game)
{
	return game->state;
}

const struct witness *challenge_game_best(const struct challenge_game *game)
{
	return game->best ? &game->best->witness : NULL;
}

uint32_t challenge_game_par(const struct challenge_game *game)
{
	return game->best ? game->best->witness.switches : UINT32_MAX;
}

/* --- what is left ---------------------------------------------------------------------------- */

uint32_t challenge_game_switches(const uint8_t *schedule, size_t length)
{
	uint32_t switches = 0;

	for (size_t i = 1; i < length; i++)
		switches += schedule[i] != schedule[i - 1];
	return switches;
}

uint32_t challenge_game_lost_at(const struct challenge_game *game, const uint8_t *schedule,
				size_t length)
{
	return game->choices ? choices_lost_at(game->choices, schedule, length) : UINT32_MAX;
}

static void add(char *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(char *out, const char *format, ...)
{
	size_t used = strlen(out);
	va_list ap;

	va_start(ap, format);
	vsnprintf(out + used, CHALLENGE_HINT - used, format, ap);
	va_end(ap);
}

static void add_choice(const struct challenge_game *game, uint32_t state, int last, unsigned actor,
		       char *out)
{
	uint32_t switches = choices_switches_by(game->choices, state, last, actor);

	if (switches == CHOICES_NEVER)
		add(out, "%s%u: never", *out ? "   " : "", actor);
	else
		add(out, "%s%u: %u more %s", *out ? "   " : "", actor, switches,
		    switches == 1 ? "switch" : "switches");
}

bool challenge_game_hint(const struct challenge_game *game, const uint8_t *schedule, size_t length,
			 char *out)
{
	int last = length ? schedule[length - 1] : -1;
	uint32_t state;
	struct set set;

	*out = '\0';
	if (!game->choices) {
		add(out, game->state == CHALLENGE_SEARCHING
				 ? "every order is still being tried: ask again"
				 : "not every order could be tried: nobody knows");
		return false;
	}
	state = choices_state(game->choices, schedule, length);
	set = state < GRAPH_NONE ? choices_set(game->choices, state) : set_none();
	for (; !set_is_empty(set); set_drop_first(&set))
		add_choice(game, state, last, (unsigned)set_first(set), out);
	if (!*out)
		add(out, "there is nothing left to choose");
	return true;
}
