/*
 * Exploring: the counter without its lock, two processes of ten steps each, against what forking
 * those processes and handing a futex around costs by itself; several runs at a time against one;
 * what a state takes of memory.
 */
#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bare.h"
#include "explore/explore.h"
#include "measure.h"

enum { STEPS = 10, BARE_RUNS = 300, ROUNDS = 9, SLICE_MS = 1000, HISTORY = 100 << 20 };
enum { STATE_BYTES = 200, MCMINI_TRACES = 330 };

#define FIVE "--rounds=5"

struct subjects {
	struct bare bare; /* 2 processes, 10 turns */
	cpu_set_t all;	  /* CPUs that we were given */
};

/* What exploring took. */
struct search {
	double seconds, runs, states, bytes;
};

static size_t memory_in_use(void)
{
	struct mallinfo2 now = mallinfo2();

	return now.uordblks + now.hblkhd;
}

static bool explore(const char *rounds, unsigned jobs, struct search *search)
{
	const char *const arguments[] = {"counter", "--no-lock", "--processes=2", rounds, NULL};
	const struct launch launch = {
		.program = BINARY_DIR "/demos/counter/counter",
		.arguments = arguments,
		.agent = BINARY_DIR "/libipcstage.so",
	};
	const struct explore_rules rules = {.states = EXPLORE_BUDGET, .bound = -1, .jobs = jobs};
	struct error error;
	struct explore *explore = explore_open(&launch, &rules, &error);
	struct explore_progress progress;
	cpu_set_t usual;
	uint64_t since;
	size_t before;
	bool done;

	if (!explore)
		return false;
	sched_getaffinity(0, sizeof(usual), &usual);
	session_sit_beside(explore_session(explore));
	before = memory_in_use();
	since = now_ns();
	while (explore_go_on(explore, SLICE_MS) == EXPLORE_GOING)
		continue;
	progress = explore_progress(explore);
	*search = (struct search){
		.seconds = (double)(now_ns() - since) / 1e9,
		.runs = (double)progress.runs,
		.states = (double)progress.states,
		.bytes = (double)(memory_in_use() - before),
	};
	done = explore_go_on(explore, 0) == EXPLORE_DONE;
	explore_close(explore);
	sched_setaffinity(0, sizeof(usual), &usual);
	return done;
}

/* On one CPU, where the bare processes are too. */
static double runs_of_one_job(void *context)
{
	struct search search;

	(void)context;
	return explore(FIVE, 1, &search) ? search.runs / search.seconds : -1;
}

static double bare_with_turns(void *context)
{
	struct subjects *subjects = context;

	return bare_runs(&subjects->bare, BARE_RUNS);
}

static double runs_with_history(void *context)
{
	char *history = malloc(HISTORY);
	double runs = -1;

	if (history) {
		memset(history, 1, HISTORY);
		runs = runs_of_one_job(context);
	}
	free(history);
	return runs;
}

static double searches_of(void *context, unsigned jobs)
{
	struct subjects *subjects = context;
	cpu_set_t pinned;
	struct search search;
	bool done;

	sched_getaffinity(0, sizeof(pinned), &pinned);
	sched_setaffinity(0, sizeof(subjects->all), &subjects->all);
	done = explore(FIVE, jobs, &search);
	sched_setaffinity(0, sizeof(pinned), &pinned);
	return done ? 1 / search.seconds : -1;
}

static double searches_of_two_jobs(void *context)
{
	return searches_of(context, 2);
}

static double searches_of_one_job(void *context)
{
	return searches_of(context, 1);
}

/* What is had once, for any search, does not count. */
static bool measure_memory(void)
{
	struct search small, large;

	return explore("--rounds=4", 1, &small) && explore("--rounds=8", 1, &large) &&
	       judge("exploring: memory of a state", "bytes",
		     (large.bytes - small.bytes) / (large.states - small.states), STATE_BYTES,
		     AT_MOST, 1);
}

static bool measure(struct subjects *subjects)
{
	const struct comparison rows[] = {
		{"exploring / bare run, 2 x 10", "runs/s", ROUNDS, runs_of_one_job, bare_with_turns,
		 subjects, AT_LEAST, 0.75},
		{"exploring beside 100 MB / without", "runs/s", ROUNDS, runs_with_history,
		 runs_of_one_job, subjects, AT_LEAST, 0.9},
		{"exploring: two jobs / one", "1/s", ROUNDS, searches_of_two_jobs,
		 searches_of_one_job, subjects, AT_LEAST, 1.7},
	};
	unsigned count = sizeof(rows) / sizeof(rows[0]);
	struct search search;
	bool good = true;

	if (CPU_COUNT(&subjects->all) < 2)
		say_skipped(rows[--count].what, "there is one CPU only");
	for (unsigned i = 0; i < count; i++)
		good = compare(&rows[i]) && good;
	good = measure_memory() && good;
	if (!explore(FIVE, 1, &search))
		return false;
	judge("exploring / ten times McMini", "runs/s", search.runs / search.seconds,
	      10 * MCMINI_TRACES, AT_LEAST, 0);
	return good;
}

int main(void)
{
	struct subjects subjects;
	bool good = false;

	sched_getaffinity(0, sizeof(subjects.all), &subjects.all);
	pin_to_one_cpu();
	if (bare_start(&subjects.bare, STEPS) < 0) {
		perror("fork");
		return EXIT_FAILURE;
	}
	good = measure(&subjects);
	bare_end(&subjects.bare);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
