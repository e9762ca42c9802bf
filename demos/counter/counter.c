/*
 * counter: several processes, or threads, add to a number that they have in common.
 *
 * `s->counter += 1` is a load, an addition and a store. Between the load and the store of one
 * another may store too, and that update is wiped out. The lock makes the three of them one, for
 * processes as for threads.
 */
#include <semaphore.h>
#include <stdio.h>
#include <sys/mman.h>
#include <ipcstage.h>
#include "../options.h"
#include "../start.h"

struct shared {
	int counter;
	sem_t lock;
};

struct options {
	int processes, rounds;
	int threads; /* of main, instead of processes */
	int no_lock, lock_per_access, atomic, private_lock, not_shared;
};

static void add_one(struct shared *s, sem_t *lock, const struct options *o)
{
	if (o->atomic) {
		__atomic_fetch_add(&s->counter, 1, __ATOMIC_SEQ_CST);
	} else if (o->no_lock) {
		s->counter += 1;
	} else if (o->lock_per_access) {
		sem_wait(lock);
		int value = s->counter;
		sem_post(lock);

		sem_wait(lock);
		s->counter = value + 1;
		sem_post(lock);
	} else {
		sem_wait(lock);
		s->counter += 1;
		sem_post(lock);
	}
}

enum { ADDERS_MAX = 8 };

/* What an adder works with: the same for all of them. */
struct job {
	struct shared *s;
	sem_t *lock;
	const struct options *o;
};

static int adder(void *argument)
{
	const struct job *job = argument;

	ipcstage_process("adder");
	for (int round = 1; round <= job->o->rounds; round++) {
		ipcstage_note("round %d of %d", round, job->o->rounds);
		add_one(job->s, job->lock, job->o);
	}
	return 0;
}

static void add_all(struct job *job)
{
	struct mp_worker adders[ADDERS_MAX];
	int count = job->o->processes;

	for (int i = 0; i < count; i++)
		start_worker(&adders[i], job->o->threads, adder, job);
	for (int i = 0; i < count; i++)
		join_worker(&adders[i]);
}

int main(int argc, char *argv[])
{
	struct options o = {.processes = 2, .rounds = 5};
	const struct option_row rows[] = {
		{"processes", &o.processes, 1, ADDERS_MAX},
		{"rounds", &o.rounds, 1, 10000000},
		{"threads", &o.threads, 0, 0},
		{"no-lock", &o.no_lock, 0, 0},
		{"lock-per-access", &o.lock_per_access, 0, 0},
		{"atomic", &o.atomic, 0, 0},
		{"private-lock", &o.private_lock, 0, 0},
		{"not-shared", &o.not_shared, 0, 0},
		{NULL, NULL, 0, 0},
	};
	options_parse(argc, argv, rows);
	ipcstage_process("main");

	/*
	 * Threads have all memory in common. Of processes each child gets a copy of its own, and
	 * main never sees a change, but for what is mapped MAP_SHARED.
	 */
	static struct shared ordinary;
	int sharing = o.not_shared ? MAP_PRIVATE : MAP_SHARED;
	struct shared *s = &ordinary;
	if (!o.threads)
		s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
	if (s == MAP_FAILED) {
		perror("mmap");
		return 1;
	}

	ipcstage_name(&s->counter, "counter");

	/* A lock in ordinary memory is copied by fork: every process locks its own. */
	sem_t own_lock;
	sem_t *lock = o.private_lock ? &own_lock : &s->lock;
	ipcstage_name(lock, "lock");
	sem_init(lock, 1, 1);

	struct job job = {s, lock, &o};
	add_all(&job);

	printf("counter=%d\n", s->counter);
	ipcstage_outcome("counter", "%d", s->counter);
	ipcstage_expected("counter", "%d", o.processes * o.rounds);
	return 0;
}
