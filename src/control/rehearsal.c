#include "control/rehearsal.h"

#include "control/scheduler.h"

enum { ORDERS = 8, ALONE = 2, MOST = 60, STEPS = 5000 };

enum order { ORDER_IN_TURN, ORDER_LAST_FIRST, ORDER_AHEAD, ORDER_RANDOM };

/* What makes threads, sends signals or reads the clock, among the names of what a program calls. */
static const struct program_word meeting[] = {
	{"pthread_create", 14},	 {"thrd_create", 11},	 {"_ZNSt6thread", 12},
	{"\0kill", 6},		 {"\0killpg", 8},	 {"\0sigqueue", 10},
	{"\0clock_gettime", 15}, {"\0gettimeofday", 14},
};

static bool may_meet(const struct launch *launch)
{
	const size_t count = sizeof(meeting) / sizeof(meeting[0]);
	bool may = program_has(launch->program, meeting, count);

	for (unsigned i = 0; i < launch->program_count; i++)
		may = may || program_has(launch->programs[i], meeting, count);
	return may;
}

/* As a run goes by itself; the last first; each as far as it goes; and at random. */
static int choose(struct set enabled, enum order order, struct scheduler *scheduler)
{
	if (order == ORDER_AHEAD && scheduler->last >= 0 &&
	    set_has(enabled, (unsigned)scheduler->last))
		return scheduler->last;
	for (unsigned i = LIMIT_ACTORS; order == ORDER_LAST_FIRST && i-- > 0;) {
		if (set_has(enabled, i))
			return (int)i;
	}
	return scheduler_choose(scheduler, enabled);
}

/* Returns false when it was stuck. *chose: whether there was something to choose. */
static bool play(struct session *session, unsigned number, bool *chose)
{
	enum order order = number < ORDER_RANDOM ? (enum order)number : ORDER_RANDOM;
	struct scheduler scheduler;
	bool is_stuck;

	*chose = false;
	scheduler_init(&scheduler, order == ORDER_RANDOM ? POLICY_RANDOM : POLICY_ROUND_ROBIN,
		       number, NULL, 0);
	if (session_start(session, RUN_GATED, NULL, 0) < 0)
		return false;
	for (unsigned i = 0; i < STEPS && session_await(session) == STOP_DECIDE; i++) {
		struct set enabled = session_enabled(session);
		int next = choose(enabled, order, &scheduler);

		*chose = *chose || set_count(enabled) > 1;
		if (next < 0 || session_grant(session, (unsigned)next) < 0)
			break;
		scheduler_stepped(&scheduler, (unsigned)next);
	}
	is_stuck = *session_stuck(session);
	session_kill(session);
	return !is_stuck;
}

/* Whether a run has had threads, or processes that treat signals otherwise while others are there.
 */
static bool may_meet_again(const struct trace *trace)
{
	bool may = false;

	for (unsigned i = 0; i < trace_actors(trace) && !may; i++)
		may = !trace_is_first(trace, i) || trace_space(trace, i)->treated;
	return may;
}

/* So many times without anything new are enough: in a process alone nobody shares its memory. */
static unsigned enough(const struct session *session, bool chose, bool many)
{
	if (!chose)
		return 1;
	if (many)
		return ORDERS;
	return session_trace(session)->hooked ? ALONE : 1;
}

/*
 * No limit of time but that of any run: a busy machine would come to one, and have other places
 * found in each call. What is stuck is not played again.
 */
static void rehearse(struct session *session, const struct launch *launch)
{
	unsigned since = 0;
	bool goes_on = may_meet(launch), many = false, chose;

	for (unsigned i = 0; goes_on && i < MOST; i++) {
		goes_on = play(session, i % ORDERS, &chose);
		since = session_found_places(session) ? 0 : since + 1;
		session_name_places(session);
		many = many || may_meet_again(session_trace(session));
		goes_on = goes_on && since < enough(session, chose, many);
	}
}

bool rehearsal_play(struct session *session, const struct launch *launch)
{
	rehearse(session, launch);
	session_know(session);
	return !launch->places || session_learn(session, launch->places);
}
