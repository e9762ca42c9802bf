/*
 * barrier: some work in rounds, and nobody begins the next before all have done this one.
 *
 * At the barrier (mp/barrier.h) each waits until all parties are there. In each round everybody
 * writes a field of his own and reads his neighbour's: without the barrier that may be an old one.
 * Who is fast may write the next round's while his neighbour still looks: that is another field.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ipcstage.h>
#include "../options.h"
#include "../start.h"
#include "../support.h"
#include "mp/barrier.h"
#include "mp/memory.h"

enum { PARTIES_MAX = 6 };

struct shared {
	struct mp_barrier barrier;
	int round_of[2][PARTIES_MAX]; /* that each has done, by turns; nobody else writes there */
};

struct options {
	int parties, rounds, threads;
	int one_missing, time_out, no_barrier;
};

struct job {
	struct shared *s;
	const struct options *o;
	int number;
};

enum { ALL_WELL, NEIGHBOUR_BEHIND, BROKEN };

static int work(void *argument)
{
	const struct job *job = argument;
	const struct options *o = job->o;
	struct shared *s = job->s;

	ipcstage_process("party");
	for (int round = 1; round <= o->rounds; round++) {
		ipcstage_note("round %d", round);
		if ((o->one_missing || o->time_out) && job->number == 0)
			return ALL_WELL; /* it does not come, and tells nobody */
		s->round_of[round % 2][job->number] = round;
		if (!o->no_barrier &&
		    mp_barrier_wait(&s->barrier, o->time_out ? 1000 : MP_FOREVER) < 0)
			return BROKEN;
		if (s->round_of[round % 2][(job->number + 1) % o->parties] < round)
			return NEIGHBOUR_BEHIND;
	}
	return ALL_WELL;
}

/* How many ended in which way. */
static void report(struct mp_worker *workers, int parties)
{
	int counts[3] = {0};

	for (int i = 0; i < parties; i++)
		counts[join_worker(&workers[i])]++;
	printf("behind=%d\nbroken=%d\n", counts[NEIGHBOUR_BEHIND], counts[BROKEN]);
	ipcstage_outcome("behind", "%d", counts[NEIGHBOUR_BEHIND]);
	ipcstage_expected("behind", "%d", 0);
	ipcstage_outcome("broken", "%d", counts[BROKEN]);
	ipcstage_expected("broken", "%d", 0);
}

int main(int argc, char *argv[])
{
	struct options o = {.parties = 3, .rounds = 2};
	const struct option_row rows[] = {
		{"parties", &o.parties, 2, PARTIES_MAX},
		{"rounds", &o.rounds, 1, 9},
		{"threads", &o.threads, 0, 0},
		{"one-missing", &o.one_missing, 0, 0},
		{"time-out", &o.time_out, 0, 0},
		{"no-barrier", &o.no_barrier, 0, 0},
		{NULL, NULL, 0, 0},
	};
	struct mp_worker workers[PARTIES_MAX];
	struct job jobs[PARTIES_MAX]; /* one for each: threads do not get copies */
	struct mp_memory memory;

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	stop_if_failed(mp_memory_init(&memory, sizeof(struct shared)), "memory");
	struct shared *s = memory.at;
	ipcstage_name(&s->round_of[0], "even rounds");
	ipcstage_name(&s->round_of[1], "odd rounds");
	stop_if_failed(mp_barrier_init(&s->barrier, (unsigned)o.parties, "barrier"), "barrier");

	for (int i = 0; i < o.parties; i++) {
		jobs[i] = (struct job){s, &o, i};
		start_worker(&workers[i], o.threads, work, &jobs[i]);
	}
	report(workers, o.parties);
	mp_barrier_destroy(&s->barrier);
	mp_memory_release(&memory);
	return 0;
}
