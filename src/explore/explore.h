/*
 * Exploring: every interleaving of a program, by real processes.
 *
 * Opened with what is to be explored, given time until it is done, and asked for the result, which
 * may be had before that too and then says that it is incomplete. States are merged by what
 * processes can see, as long as that is safe; counts are exact. Over its budget of states it turns
 * to bounded searches: all schedules with 0, 1, 2, 3 preemptions. What it has found by then stays
 * found, beside what is counted.
 */
#ifndef IPCSTAGE_EXPLORE_EXPLORE_H
#define IPCSTAGE_EXPLORE_EXPLORE_H

#include <stdbool.h>
#include <stdint.h>
#include "control/session.h"
#include "explore/count.h"
#include "explore/found.h"
#include "explore/outcome.h"
#include "races/told_race.h"

enum { EXPLORE_BUDGET = 200000, EXPLORE_BOUND_MAX = 3, EXPLORE_STEPS = 20000 };
enum { EXPLORE_JOBS_MAX = 8 };

struct explore_rules {
	uint32_t states; /* the budget */
	int bound;	 /* preemptions at most, by the user's wish; -1 none */
	bool histories;	 /* never merge by memory: for comparison */
	unsigned jobs;	 /* runs at a time, EXPLORE_JOBS_MAX at most; 0: one for each CPU */
};

enum explore_state {
	EXPLORE_GOING,
	EXPLORE_DONE,	/* as complete as it will be */
	EXPLORE_FAILED, /* explore_failure() says why */
};

struct explore_progress {
	uint64_t runs, states, transitions;
	uint64_t known; /* transitions known to exist, taken or not */
	int bound;	/* of the search that is under way; -1 none */
};

/* One way to end. */
struct explore_outcome {
	char text[OUTCOME_TEXT]; /* "counter=8"; "" when nothing was reported */
	enum verdict verdict;
	uint8_t signal, actor; /* VERDICT_CRASH */
	char *why;	       /* of its witness, as explore_check() saw it; NULL: not yet */
	bool beyond; /* found by a search that was given up, and by none that is counted */
	struct amount interleavings; /* none where it is beyond what is counted */
	struct witness witness;	     /* borrowed from the result */
	uint32_t group;		     /* as in struct counting: struct node's .outcome of its ends */
};

struct explore_result {
	struct explore_outcome *outcomes; /* expected ones first, then by name */
	uint32_t outcome_count;
	struct amount interleavings, as_expected, deadlocks, idle, stopped;
	uint64_t runs, states, transitions;
	bool complete;		 /* every interleaving is in the counts */
	bool has_beyond;	 /* there are outcomes besides those that are counted */
	int bound;		 /* every one with at most so many preemptions is; -1 no bound */
	const char *cut;	 /* why it is not complete: "budget", "unseen", ...; NULL it is */
	struct ledger unseen;	 /* with an entry in it, nothing is complete */
	struct told_races races; /* data races of all runs; their lines from explore_check() on */
	uint32_t unclear;	 /* bits of enum unclear: why histories were used besides memory */
	bool by_memory;		 /* states were merged by what processes can see */
	bool awaits_time;   /* somebody waits for a time to come while others may go on: it does
			     * not, before nobody can */
	struct freed freed; /* what are steps, as was asked for or as the program looks at ends,
			     * or goes round while somebody sleeps: its witnesses have them */
	char *places; /* that threads share, as only the search has found: so have they; NULL none
		       */
	struct counting counting;
	struct found beyond; /* among .outcomes, too, where they are not counted */
};

/* In how many interleavings it ends so: digits, or "not counted"; in `out` (AMOUNT_TEXT bytes). */
const char *explore_count_text(const struct explore_outcome *outcome, char *out);

/* "20 as expected, 3 idle"; in short "all as expected". */
void explore_good_text(const struct explore_result *result, bool in_short, char *out, size_t size);

/* All of them: "924 interleavings, 20 as expected"; in `out` (EXPLORE_TOTAL bytes do). */
enum { EXPLORE_TOTAL = 4 * AMOUNT_TEXT + 64 };
void explore_total_text(const struct explore_result *result, char *out, size_t size);

/* A free run has ended as no interleaving does: what is counted is not all. */
void explore_disprove(struct explore_result *result);

/* What was not seen of free runs was not of any run, either. */
void explore_note_unseen(struct explore_result *result, const struct ledger *unseen);

struct explore;

/*
 * Start the program, and as many copies of its server as there are jobs, each for a CPU of its own
 * among those that the caller may use. Where copies cannot be had it is done with fewer. `launch`
 * is borrowed for the call. Returns NULL with *error. explore_close() ends everything (NULL
 * allowed).
 */
struct explore *explore_open(const struct launch *launch, const struct explore_rules *rules,
			     struct error *error);
void explore_close(struct explore *explore);

/*
 * Go on for about `ms` milliseconds; blocks that long at most. Other threads work only meanwhile.
 * The caller should sit beside explore_session().
 */
enum explore_state explore_go_on(struct explore *explore, int ms);

struct explore_progress explore_progress(const struct explore *explore);
const char *explore_failure(const struct explore *explore);

/*
 * What is known. NULL when memory is out. It borrows from `explore`: free it before, with
 * explore_result_free().
 */
struct explore_result *explore_result(const struct explore *explore);
void explore_result_free(struct explore_result *result);

/*
 * Do every witness once more, with real processes, and say of each why it ended so, and of data
 * races on which lines they are; `place` and `places` as in struct ending. To be called when the
 * search is over. Returns false when one did not end as it should: explore_failure() says which.
 */
bool explore_check(struct explore *explore, struct explore_result *result,
		   void (*place)(void *places, uint32_t where, char *out, size_t size),
		   void *places);

/* The session, to do other runs with when the search is over. */
struct session *explore_session(const struct explore *explore);

/* Why a process's memory does not tell what it will do: a word for each bit of .unclear. */
const char *explore_unclear_word(enum unclear unclear);

/* A schedule as it is written, "1*2 2*2 1", into `out`; returns the full length. */
size_t explore_schedule_text(const struct witness *witness, char *out, size_t size);

#endif
