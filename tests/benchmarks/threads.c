/*
 * Threads against processes: what a step costs, and how many runs explore does, of a program whose
 * two actors do the same either way; and what it costs to look for data races in what is recorded.
 * Everybody sits on one CPU.
 */
#include <stdio.h>
#include <stdlib.h>
#include "control/session.h"
#include "explore/explore.h"
#include "measure.h"
#include "races/races.h"

enum { ROUNDS = 11, GRANTS = 3000, WAIT_MS = 5000, BATCH = 256, SLICE_MS = 1000 };

#define PROGRAM BINARY_DIR "/tests/benchmarks/actors-program"

struct subjects {
	struct session *threads, *processes; /* that go on and on */
	struct races *races;
};

static struct launch launch_of(const char *const *arguments)
{
	return (struct launch){
		.program = PROGRAM,
		.arguments = arguments,
		.agent = BINARY_DIR "/libipcstage.so",
	};
}

static struct session *open_endless(const char *how)
{
	const char *const arguments[] = {PROGRAM, how, "10000000", NULL};
	const struct launch launch = launch_of(arguments);
	struct error error;
	struct session *session = session_open(&launch, &error);

	if (!session)
		fprintf(stderr, "%s\n", error.text);
	return session;
}

/* Where threads meet has to be known before steps can be counted. */
static void learn(struct session *session)
{
	static const uint8_t both[] = {1, 2, 1, 2, 1, 2};

	for (int i = 0; i < 2; i++) {
		if (session_start(session, RUN_GATED, both, sizeof(both)) < 0)
			return;
		session_wait(session, WAIT_MS);
		session_found_places(session);
		session_kill(session);
	}
}

/* races: NULL, or where they are looked for. */
static void take_records(struct session *session, struct races *races, uint32_t step)
{
	const struct trace *trace = session_trace(session);
	struct record batch[BATCH];
	uint64_t lost = 0;
	size_t count;

	while ((count = session_take(session, batch, BATCH, &lost)) > 0) {
		for (size_t i = 0; races && i < count; i++) {
			const uint64_t *key = trace_entry(trace, batch[i].object)->key;

			races_fold(races, &batch[i], (struct shadow_place){key[0], key[1]}, step);
		}
	}
}

/* The two take turns. */
static double step_of(struct session *session, struct races *races)
{
	uint64_t since;

	if (races)
		races_clear(races);
	if (session_start(session, RUN_GATED, NULL, 0) < 0 ||
	    session_wait(session, WAIT_MS) != STOP_DECIDE)
		return -1;
	since = now_ns();
	for (unsigned i = 0; i < GRANTS; i++) {
		if (session_grant(session, 1 + i % 2) < 0 ||
		    session_wait(session, WAIT_MS) != STOP_DECIDE)
			return -1;
		take_records(session, races, i);
	}
	since = now_ns() - since;
	session_kill(session);
	return (double)since / (double)GRANTS;
}

static double step_of_threads(void *context)
{
	return step_of(((struct subjects *)context)->threads, NULL);
}

static double step_with_races(void *context)
{
	const struct subjects *subjects = context;

	return step_of(subjects->threads, subjects->races);
}

static double step_of_processes(void *context)
{
	return step_of(((struct subjects *)context)->processes, NULL);
}

static double explored(const char *how)
{
	const char *const arguments[] = {PROGRAM, how, "5", NULL};
	const struct launch launch = launch_of(arguments);
	const struct explore_rules rules = {.states = EXPLORE_BUDGET, .bound = -1, .jobs = 1};
	struct error error;
	struct explore *explore = explore_open(&launch, &rules, &error);
	uint64_t since = now_ns();
	double runs;

	if (!explore)
		return -1;
	session_sit_beside(explore_session(explore));
	while (explore_go_on(explore, SLICE_MS) == EXPLORE_GOING)
		continue;
	runs = (double)explore_progress(explore).runs * 1e9 / (double)(now_ns() - since);
	explore_close(explore);
	return runs;
}

static double runs_of_threads(void *context)
{
	(void)context;
	return explored("threads");
}

static double runs_of_processes(void *context)
{
	(void)context;
	return explored("processes");
}

static bool measure(struct subjects *subjects)
{
	const struct comparison rows[] = {
		{"gate step, threads / processes", "ns", ROUNDS, step_of_threads, step_of_processes,
		 subjects, AT_MOST, 1.2},
		{"gate step, data races sought / not", "ns", ROUNDS, step_with_races,
		 step_of_threads, subjects, AT_MOST, 1.3},
		{"exploring, threads / processes", "runs/s", ROUNDS, runs_of_threads,
		 runs_of_processes, NULL, AT_LEAST, 1},
	};
	bool good = true;

	for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		good = compare(&rows[i]) && good;
	return good;
}

int main(void)
{
	struct subjects subjects = {.races = races_new()};
	bool good = false;

	pin_to_one_cpu();
	subjects.threads = open_endless("threads");
	subjects.processes = open_endless("processes");
	if (subjects.threads && subjects.processes && subjects.races) {
		learn(subjects.threads);
		good = measure(&subjects);
	}
	races_free(subjects.races);
	session_close(subjects.processes);
	session_close(subjects.threads);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
