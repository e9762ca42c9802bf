#include "explore/explore.h"

#include <assert.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "control/rehearsal.h"
#include "explore/rerun.h"
#include "explore/rounds.h"
#include "explore/search.h"
#include "model/words.h"
#include "trace/baton.h"

struct explore {
	struct session *sessions[EXPLORE_JOBS_MAX]; /* of one program */
	unsigned session_count;
	const struct given_names *given; /* of the launch */
	struct explore_rules rules;
	struct search *search;	 /* under way, or the last one */
	struct search *finished; /* a bounded search that was complete, kept while the next runs */
	struct search *doubted;	 /* complete, but for the order of ends that the next one tries */
	struct found found;	 /* by searches that were given up */
	uint64_t runs;		 /* ... and their runs */
	struct told_races races; /* by all searches but the one under way */
	bool clock;
	bool over_budget; /* without a bound it is too much */
	enum explore_state state;
	char failure[512];
};

static_assert((int)EXPLORE_JOBS_MAX <= (int)SEARCH_WORKERS, "every job has its worker");

static const char *const unclear_words[] = {
	[UNCLEAR_NO] = "",
	[UNCLEAR_THREADS] = "a thread has forked it",
	[UNCLEAR_MAPPINGS] = "it has private mappings",
	[UNCLEAR_IMAGE] = "it runs another program (exec)",
	[UNCLEAR_CALL] = "it waits inside a call of the library",
	[UNCLEAR_STACK] = "its stack cannot be read",
};

static_assert(sizeof(unclear_words) / sizeof(unclear_words[0]) == UNCLEAR_COUNT,
	      "every reason has its words");

const char *explore_unclear_word(enum unclear unclear)
{
	return unclear < UNCLEAR_COUNT ? unclear_words[unclear] : "";
}

static void fail(struct explore *explore, const char *why)
{
	explore->state = EXPLORE_FAILED;
	snprintf(explore->failure, sizeof(explore->failure), "%s", why);
}

static bool is_good(uint32_t outcome, const void *context)
{
	const struct outcomes *outcomes = context;

	return verdict_is_good(outcomes->list[outcome].verdict);
}

/* Note how runs of a search have ended, whatever becomes of it. Returns false: memory is out. */
static bool note_endings(struct found *found, const struct search *search)
{
	const struct outcomes *outcomes = &search->outcomes;
	struct counting counting;
	bool done =
		counting_init(&counting, &search->graph, outcomes->count, false, is_good, outcomes);

	for (uint32_t i = 0; done && i < outcomes->count; i++) {
		if (counting.witnesses[i].schedule)
			done = found_note(found, &outcomes->list[i], &counting.witnesses[i]);
	}
	counting_release(&counting);
	return done;
}

/* Begin a search; the last one is kept when it is `finished`, else forgotten. */
static void begin(struct explore *explore, int bound, bool finished)
{
	const struct search_rules rules = {
		.keys = {.memory = !explore->rules.histories, .clock = explore->clock},
		.bound = bound,
		.states = explore->rules.states,
		.steps = EXPLORE_STEPS,
		.given = explore->given,
	};
	struct search *next;

	next = search_new(explore->sessions, explore->session_count, &rules);
	if (!next) {
		fail(explore, "out of memory");
		return;
	}
	if (explore->search) {
		explore->runs += explore->search->runs;
		told_races_join(&explore->races, &explore->search->races);
	}
	if (finished) {
		search_free(explore->finished);
		explore->finished = explore->search;
	} else {
		search_free(explore->search);
	}
	explore->search = next;
}

static bool open_session(struct explore *explore, const struct launch *launch, struct error *error)
{
	explore->sessions[0] = session_open(launch, error);
	explore->given = launch->given;
	explore->session_count = explore->sessions[0] ? 1 : 0;
	if (!explore->sessions[0])
		return false;
	if (rehearsal_play(explore->sessions[0], launch))
		return true;
	error_set(error, "'%.60s': these are no places as explore writes them", launch->places);
	return false;
}

/*
 * More sessions, one on each of the CPUs that we may use, round and round. That there are fewer
 * than was hoped for changes how long it takes, nothing else.
 */
static void open_more(struct explore *explore)
{
	int first = session_trace(explore->sessions[0])->cpu, cpu = first;
	unsigned jobs = explore->rules.jobs;
	struct error error;
	struct session *session;
	cpu_set_t usable;

	if (sched_getaffinity(0, sizeof(usable), &usable) < 0 || first < 0)
		return;
	if (jobs == 0)
		jobs = (unsigned)CPU_COUNT(&usable);
	while (explore->session_count < jobs && explore->session_count < EXPLORE_JOBS_MAX) {
		do {
			cpu = (cpu + 1) % CPU_SETSIZE;
		} while (!CPU_ISSET((size_t)cpu, &usable) && cpu != first);
		session = session_clone(explore->sessions[0], cpu, &error);
		if (!session)
			return;
		explore->sessions[explore->session_count++] = session;
	}
}

static void close_more(struct explore *explore)
{
	while (explore->session_count > 1)
		session_close(explore->sessions[--explore->session_count]);
}

struct explore *explore_open(const struct launch *launch, const struct explore_rules *rules,
			     struct error *error)
{
	struct explore *explore = calloc(1, sizeof(*explore));

	if (!explore) {
		error_set(error, "out of memory");
		return NULL;
	}
	explore->rules = *rules;
	explore->clock = launch->limits.time_ns; /* the same later is not the same */
	if (open_session(explore, launch, error)) {
		open_more(explore);
		begin(explore, rules->bound, false);
		if (!explore->search)
			error_set(error, "out of memory");
	}
	if (!explore->search) {
		explore_close(explore);
		return NULL;
	}
	return explore;
}

void explore_close(struct explore *explore)
{
	if (!explore)
		return;
	search_free(explore->search);
	search_free(explore->finished);
	search_free(explore->doubted);
	found_release(&explore->found);
	told_races_release(&explore->races);
	close_more(explore);
	session_close(explore->sessions[0]);
	free(explore);
}

/* Nothing was left out that could have been tried. */
static bool is_whole(const struct search *search)
{
	return search->state == SEARCH_DONE && !search->restricted && !search->cut_short;
}

/* What the user asked for is too much: all schedules with few preemptions, as far as they go. */
static void narrow(struct explore *explore)
{
	bool first = explore->search->rules.bound < 0;

	if (!note_endings(&explore->found, explore->search)) {
		fail(explore, "out of memory");
		return;
	}
	if (explore->rules.bound >= 0 || (!first && explore->search->rules.bound == 0)) {
		explore->over_budget = true;
		explore->state = EXPLORE_DONE;
	} else if (first) {
		explore->over_budget = true;
		begin(explore, 0, false);
	} else {
		explore->runs += explore->search->runs;
		told_races_join(&explore->races, &explore->search->races);
		search_free(explore->search);
		explore->search = explore->finished;
		explore->finished = NULL;
		explore->state = EXPLORE_DONE;
	}
}

/* A search has taken every edge. A bounded one that is no more than a step is followed by a wider.
 */
static void widen(struct explore *explore)
{
	int bound = explore->search->rules.bound;

	if (bound < 0 || explore->rules.bound >= 0 || bound == EXPLORE_BOUND_MAX ||
	    !explore->search->restricted)
		explore->state = EXPLORE_DONE;
	else
		begin(explore, bound + 1, true);
}

static void set_freed(struct explore *explore, struct freed freed)
{
	for (unsigned i = 0; i < explore->session_count; i++)
		session_free(explore->sessions[i], freed);
}

/* That is so besides what is so by now. */
static void begin_freed(struct explore *explore, struct freed freed)
{
	struct freed now = session_freed(explore->sessions[0]);

	freed.sleepers |= now.sleepers;
	freed.ends |= now.ends;
	set_freed(explore, freed);
	begin(explore, explore->search->rules.bound, false);
}

/*
 * The run's clock stands still while anybody can go. Where some go round meanwhile the time that
 * another waits for would come without us: sleepers are let go, then. Returns whether it has begun
 * anew. What cannot be let go has not been seen.
 */
static bool let_time_pass(struct explore *explore)
{
	struct search *search = explore->search;
	uint32_t at = rounds_standing(&search->graph);
	const struct node *node;

	if (at == GRAPH_NONE)
		return false;
	node = &search->graph.nodes[at];
	if (node->awaits == AWAITED_SLEEP) {
		begin_freed(explore, (struct freed){.sleepers = true});
		return true;
	}
	ledger_note(&search->unseen, &(struct blind_spot){.what = UNSEEN_CLOCK,
							  .where = node->awaits_at,
							  .step = node->depth,
							  .actor = node->awaiter});
	return false;
}

/*
 * The order in which children end was told by a wait for any of them, and only one was tried. Ends
 * are steps in another search: when nothing else comes of it they need not be.
 */
static bool doubt(struct explore *explore)
{
	struct search *search = explore->search;
	struct freed freed = session_freed(explore->sessions[0]);

	if (!search->order.was_told || explore->doubted || !is_whole(search))
		return false;
	freed.ends = true;
	set_freed(explore, freed);
	explore->runs += search->runs;
	told_races_join(&explore->races, &search->races);
	explore->search = NULL;
	begin(explore, search->rules.bound, false);
	explore->doubted = explore->search ? search : NULL;
	if (!explore->search)
		explore->search = search;
	return true;
}

/* Whether all that came of one search came of the other. */
static bool has_outcomes_of(const struct search *search, const struct search *other)
{
	const struct outcomes *outcomes = &search->outcomes;

	for (uint32_t i = 0; i < other->outcomes.count; i++) {
		uint32_t at = 0;

		while (at < outcomes->count &&
		       !outcome_is_same(&outcomes->list[at], &other->outcomes.list[i]))
			at++;
		if (at == outcomes->count)
			return false;
	}
	return true;
}

/* The search in which ends were steps is over. Returns whether it has shown nothing else. */
static bool settle_doubt(struct explore *explore, bool is_whole)
{
	struct search *doubted = explore->doubted, *search = explore->search;
	struct freed freed = session_freed(explore->sessions[0]);

	explore->doubted = NULL;
	if (!has_outcomes_of(doubted, search) || (is_whole && !has_outcomes_of(search, doubted))) {
		search_free(doubted);
		return false;
	}
	if (!is_whole)
		ledger_note(&doubted->unseen, &(struct blind_spot){.what = UNSEEN_END,
								   .where = doubted->order.where,
								   .actor = doubted->order.actor});
	explore->runs += search->runs - doubted->runs; /* which count once */
	told_races_join(&explore->races, &search->races);
	search_free(search);
	explore->search = doubted;
	freed.ends = false;
	set_freed(explore, freed);
	explore->state = EXPLORE_DONE;
	return true;
}

/* Every session of the program is to know what any has found. */
static void join_places(struct explore *explore)
{
	struct session *first = explore->sessions[0];

	for (unsigned i = 1; i < explore->session_count; i++)
		session_join_places(first, explore->sessions[i]);
	for (unsigned i = 1; i < explore->session_count; i++)
		session_join_places(explore->sessions[i], first);
	session_found_places(first);
}

/* A search has taken every edge. */
static void end_search(struct explore *explore)
{
	if (let_time_pass(explore))
		return;
	if (explore->doubted && settle_doubt(explore, is_whole(explore->search)))
		return;
	if (!doubt(explore))
		widen(explore);
}

enum explore_state explore_go_on(struct explore *explore, int ms)
{
	if (explore->state != EXPLORE_GOING)
		return explore->state;
	switch (search_go_on(explore->search, ms)) {
	case SEARCH_GOING:
		break;
	case SEARCH_DONE:
		end_search(explore);
		break;
	case SEARCH_OVER_BUDGET:
		if (!explore->doubted || !settle_doubt(explore, false))
			narrow(explore);
		break;
	case SEARCH_CLOCK:
		explore->clock = true;
		begin(explore, explore->search->rules.bound, false);
		break;
	case SEARCH_ENDS:
		begin_freed(explore, (struct freed){.ends = true});
		break;
	case SEARCH_PLACES:
		join_places(explore);
		begin(explore, explore->search->rules.bound, false);
		break;
	case SEARCH_ALONE:
		close_more(explore);
		begin(explore, explore->search->rules.bound, false);
		break;
	case SEARCH_FAILED:
		fail(explore, explore->search->failure);
		break;
	}
	return explore->state;
}

struct explore_progress explore_progress(const struct explore *explore)
{
	const struct search *search = explore->search;

	return (struct explore_progress){
		.runs = explore->runs + search->runs,
		.states = search->graph.node_count,
		.transitions = search->transitions,
		.known = search->graph.edge_count,
		.bound = search->rules.bound,
	};
}

struct session *explore_session(const struct explore *explore)
{
	return explore->sessions[0];
}

const char *explore_failure(const struct explore *explore)
{
	return explore->failure;
}

/* --- results --------------------------------------------------------------------------------- */

static struct explore_outcome describe(const struct outcome *outcome)
{
	struct explore_outcome described = {
		.verdict = outcome->verdict, .signal = outcome->signal, .actor = outcome->actor};

	memcpy(described.text, outcome->text, sizeof(described.text));
	return described;
}

static bool fits(const struct explore_outcome *wanted, const struct outcome *seen)
{
	return wanted->verdict == seen->verdict && wanted->signal == seen->signal &&
	       wanted->actor == seen->actor && strcmp(wanted->text, seen->text) == 0;
}

/* Expected ones first; then by name, numbers in their order. */
static int by_name(const void *a, const void *b)
{
	const struct explore_outcome *first = a, *second = b;
	bool good = verdict_is_good(first->verdict);

	if (good != verdict_is_good(second->verdict))
		return good ? -1 : 1;
	if (first->verdict != second->verdict)
		return first->verdict < second->verdict ? -1 : 1;
	return strverscmp(first->text, second->text);
}

/* What is counted. */
static void gather(struct explore_result *result, const struct outcomes *outcomes)
{
	const struct outcome livelock = {.verdict = VERDICT_LIVELOCK};
	const struct counting *counting = &result->counting;

	for (uint32_t i = 0; i < counting->groups; i++) {
		struct explore_outcome *outcome = &result->outcomes[result->outcome_count];

		if (!counting->witnesses[i].schedule)
			continue;
		*outcome = describe(i < outcomes->count ? &outcomes->list[i] : &livelock);
		outcome->interleavings = counting->amounts[i];
		outcome->witness = counting->witnesses[i];
		outcome->group = i;
		result->outcome_count++;
		if (outcome->verdict == VERDICT_AS_EXPECTED)
			amount_add(&result->as_expected, &outcome->interleavings);
		if (outcome->verdict == VERDICT_DEADLOCK)
			amount_add(&result->deadlocks, &outcome->interleavings);
		if (outcome->verdict == VERDICT_IDLE)
			amount_add(&result->idle, &outcome->interleavings);
		if (outcome->verdict == VERDICT_STOPPED)
			amount_add(&result->stopped, &outcome->interleavings);
	}
	result->interleavings = counting->all;
}

static bool is_counted(const struct explore_result *result, const struct outcome *outcome)
{
	for (uint32_t i = 0; i < result->outcome_count; i++) {
		if (fits(&result->outcomes[i], outcome))
			return true;
	}
	return false;
}

/* What was found besides. */
static void gather_beyond(struct explore_result *result)
{
	for (uint32_t i = 0; i < result->beyond.count; i++) {
		const struct finding *finding = &result->beyond.list[i];
		struct explore_outcome *outcome = &result->outcomes[result->outcome_count];

		if (is_counted(result, &finding->outcome))
			continue;
		*outcome = describe(&finding->outcome);
		outcome->beyond = true;
		outcome->witness = finding->witness;
		outcome->group = UINT32_MAX;
		result->outcome_count++;
		result->has_beyond = true;
	}
}

static bool is_none(const struct amount *amount)
{
	return !amount->count && !amount->too_large && !amount->endless;
}

static bool is_all(const struct explore_result *result, const struct amount *amount)
{
	return amount->count == result->interleavings.count &&
	       amount->too_large == result->interleavings.too_large;
}

/* What has no end by itself is not said to be in no way as expected. */
void explore_good_text(const struct explore_result *result, bool in_short, char *out, size_t size)
{
	const struct amount *amounts[] = {&result->as_expected, &result->idle, &result->stopped};
	const char *const what[] = {"as expected", "idle", "stopped"};
	bool has_others = !is_none(&result->idle) || !is_none(&result->stopped);
	struct words words = words_begin(out, size);
	char text[AMOUNT_TEXT];

	for (unsigned i = 0; i < 3; i++) {
		bool all = in_short && is_all(result, amounts[i]);

		if (!is_none(amounts[i]) || (i == 0 && !has_others))
			words_add(&words, "%s%s %s", words.length ? ", " : "",
				  all ? "all" : amount_text(amounts[i], text), what[i]);
	}
}

void explore_total_text(const struct explore_result *result, char *out, size_t size)
{
	char all_text[AMOUNT_TEXT], good[EXPLORE_TOTAL];
	const char *all = amount_text(&result->interleavings, all_text);

	explore_good_text(result, false, good, sizeof(good));
	if (result->counting.has_livelock)
		snprintf(out, size, "any number of interleavings, and some never end: a livelock");
	else if (result->interleavings.endless)
		snprintf(out, size, "any number of interleavings, as one can ask again and again");
	else
		snprintf(out, size, "%s interleaving%s, %s", all, strcmp(all, "1") ? "s" : "",
			 good);
}

const char *explore_count_text(const struct explore_outcome *outcome, char *out)
{
	return outcome->beyond ? strcpy(out, "not counted")
			       : amount_text(&outcome->interleavings, out);
}

static const char *why_cut(const struct explore *explore, const struct search *search)
{
	if (search->state == SEARCH_OVER_BUDGET)
		return "budget";
	if (search->state != SEARCH_DONE)
		return explore->state == EXPLORE_FAILED ? "failed" : "interrupted";
	if (search->cut_short)
		return "steps";
	if (search->restricted)
		return explore->over_budget ? "budget" : "bound";
	if (ledger_is_blind(&search->unseen))
		return "unseen";
	return NULL;
}

/* The best there is: a finished search counts for more than one that was interrupted. */
static const struct search *best(const struct explore *explore)
{
	if (explore->search->state != SEARCH_DONE && explore->finished)
		return explore->finished;
	return explore->search;
}

/* "Nothing else can come of it" is a claim about all there is. */
static void forget_no_return(struct explore_result *result)
{
	for (uint32_t i = 0; i < result->outcome_count; i++)
		result->outcomes[i].witness.no_return = UINT32_MAX;
}

/* Both the ways to end that `search` has counted, and those that others have found. */
static bool fill(const struct explore *explore, const struct search *search,
		 struct explore_result *result)
{
	const struct outcomes *outcomes = &search->outcomes;

	if (!counting_init(&result->counting, &search->graph, outcomes->count, is_whole(search),
			   is_good, outcomes) ||
	    !found_note_all(&result->beyond, &explore->found) ||
	    (search != explore->search && !note_endings(&result->beyond, explore->search)))
		return false;
	result->outcomes =
		calloc(result->counting.groups + result->beyond.count, sizeof(*result->outcomes));
	if (!result->outcomes)
		return false;
	gather(result, outcomes);
	gather_beyond(result);
	qsort(result->outcomes, result->outcome_count, sizeof(*result->outcomes), by_name);
	return true;
}

/* What is larger no processor promises to read or write at once. */
enum { WHOLE_BY_HOOKS = 8, WHOLE_BY_INSTRUCTION = 16, WORD = 8 };

static bool is_at(const struct told_race *race, uint32_t where)
{
	return race->accesses[0].where == where || race->accesses[1].where == where;
}

/* Whether others come to no more than a word of what is accessed there: it might be the first that
 * is written, or the last that is read. */
static bool is_about_one_word(const struct told_races *races, uint32_t where)
{
	const struct told_race *first = NULL;

	for (size_t i = 0; i < races->count; i++) {
		const struct told_race *race = &races->list[i];

		if (!is_at(race, where))
			continue;
		if (race->offset / WORD != (race->offset + race->size - 1) / WORD ||
		    (first && strcmp(first->place, race->place) != 0))
			return false;
		first = race;
	}
	return !races->cut;
}

/*
 * An access of much memory is one step, as the hooks tell of it, or of a string instruction. Where
 * another one may come beside it, it might come in the middle.
 */
static void note_torn(const struct told_races *races, bool is_hooked, struct ledger *unseen)
{
	const uint32_t whole = is_hooked ? WHOLE_BY_HOOKS : WHOLE_BY_INSTRUCTION;

	for (size_t i = 0; i < 2 * races->count; i++) {
		const struct told_race *race = &races->list[i / 2];
		const struct told_access *access = &race->accesses[i % 2];

		if (!access->is_atomic && access->size > whole &&
		    !is_about_one_word(races, access->where))
			ledger_note(unseen, &(struct blind_spot){.what = UNSEEN_TORN,
								 .where = access->where,
								 .step = race->step,
								 .actor = access->actor});
	}
}

struct explore_result *explore_result(const struct explore *explore)
{
	const struct search *search = best(explore);
	struct explore_result *result = calloc(1, sizeof(*result));
	struct ledger torn = {0};

	if (!result || !fill(explore, search, result)) {
		explore_result_free(result);
		return NULL;
	}
	result->runs = explore->runs + explore->search->runs;
	result->states = search->graph.node_count;
	result->transitions = search->transitions;
	result->cut = why_cut(explore, search);
	if (!result->cut && !result->outcome_count) /* whatever was done has come to something */
		result->cut = "no outcome";
	result->complete = !result->cut;
	/* A run that was cut short has not shown what comes of it, in however few switches. */
	result->bound = search->state == SEARCH_DONE && search->restricted && !search->cut_short
				? search->rules.bound
				: -1;
	ledger_merge(&result->unseen, &search->unseen);
	told_races_join(&result->races, &explore->races);
	told_races_join(&result->races, &explore->search->races);
	note_torn(&result->races, session_trace(explore->sessions[0])->hooked, &torn);
	told_races_settle(&result->races, NULL, NULL, true);
	if (result->cut || !is_none(&result->stopped))
		forget_no_return(result);
	result->unclear = search->unclear;
	result->by_memory = search->rules.keys.memory;
	result->awaits_time = rounds_await_time(&search->graph);
	result->freed = session_freed(explore->sessions[0]);
	explore_note_unseen(result, &torn);
	result->places = session_learned(explore->sessions[0]);
	return result;
}

void explore_disprove(struct explore_result *result)
{
	const struct blind_spot spot = {.what = UNSEEN_FREE_RUN};
	struct ledger unseen = {0};

	ledger_note(&unseen, &spot);
	explore_note_unseen(result, &unseen);
}

void explore_note_unseen(struct explore_result *result, const struct ledger *unseen)
{
	ledger_merge(&result->unseen, unseen);
	if (!ledger_is_blind(unseen))
		return;
	forget_no_return(result);
	result->complete = false;
	if (!result->cut)
		result->cut = "unseen";
}

void explore_result_free(struct explore_result *result)
{
	if (!result)
		return;
	for (uint32_t i = 0; i < result->outcome_count; i++)
		free(result->outcomes[i].why);
	counting_release(&result->counting);
	found_release(&result->beyond);
	told_races_release(&result->races);
	free(result->outcomes);
	free(result->places);
	free(result);
}

/* --- witnesses -------------------------------------------------------------------------------- */

/* Who goes round, and at which steps. */
static void say_round(const struct witness *witness, bool is_trap, char *out, size_t size)
{
	struct words words = words_begin(out, size);
	uint32_t first = witness->length - witness->round;
	struct set movers = set_none();

	for (uint32_t i = first; i < witness->length; i++)
		set_add(&movers, witness->schedule[i]);
	words_round(&words, movers, first + 1, witness->length);
	words_add(&words, is_trap ? ". From there on no choice ever ends the run." : ".");
}

/* Do a witness again; whether it ended as it should. */
static bool check(struct explore *explore, struct history *history, struct explore_outcome *outcome,
		  struct ending *ending, bool is_trap)
{
	const struct witness *witness = &outcome->witness;
	struct outcome seen;
	char why[VERDICT_WHY];

	if (outcome->verdict == VERDICT_LIVELOCK) {
		say_round(witness, is_trap, why, sizeof(why));
		outcome->why = strdup(why);
		return true;
	}
	ending->detail[0] = '\0';
	if (rerun(explore->sessions[0], witness->schedule, witness->length, NULL, history, ending) <
	    0)
		return false;
	outcome_of(&seen, history, ending, why);
	outcome->why = strdup(why);
	return fits(outcome, &seen);
}

bool explore_check(struct explore *explore, struct explore_result *result,
		   void (*place)(void *places, uint32_t where, char *out, size_t size),
		   void *places)
{
	struct ending ending = {.place = place, .places = places};
	struct history *history = history_new();
	bool good = history;

	if (history)
		history_give(history, explore->given);
	told_races_settle(&result->races, place, places, true);
	for (uint32_t i = 0; good && i < result->outcome_count; i++) {
		struct explore_outcome *outcome = &result->outcomes[i];

		good = check(explore, history, outcome, &ending, result->counting.is_trap);
		if (!good)
			snprintf(explore->failure, sizeof(explore->failure),
				 "the program does not do the same again: a schedule that ended "
				 "%s (%s) now ends otherwise",
				 verdict_word(outcome->verdict), outcome->text);
	}
	history_free(history);
	return good;
}

size_t explore_schedule_text(const struct witness *witness, char *out, size_t size)
{
	size_t used = 0;

	if (size)
		out[0] = '\0';
	for (uint32_t i = 0, run; i < witness->length; i += run) {
		for (run = 1; i + run < witness->length &&
			      witness->schedule[i + run] == witness->schedule[i];)
			run++;
		used += (size_t)snprintf(
			used < size ? out + used : NULL, used < size ? size - used : 0,
			run > 1 ? "%s%u*%u" : "%s%u", i ? " " : "", witness->schedule[i], run);
	}
	return used;
}
