/*
 * counter: several processes add to one number in shared memory.
 *
 * `s->counter += 1` is a load, an addition and a store. Between one process's load and its store
 * another may store too, and that update is wiped out. The lock makes the three of them one.
 */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ipcstage.h>
#include "../options.h"

struct shared {
	int counter;
	sem_t lock;
};

struct options {
	int processes, rounds;
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

static void adder(struct shared *s, sem_t *lock, const struct options *o)
{
	ipcstage_process("adder");
	for (int round = 1; round <= o->rounds; round++) {
		ipcstage_note("round %d of %d", round, o->rounds);
		add_one(s, lock, o);
	}
	_exit(0);
}

static void start(struct shared *s, sem_t *lock, const struct options *o)
{
	pid_t pid = fork();

	if (pid < 0) {
		perror("fork");
		exit(1);
	}
	if (pid == 0)
		adder(s, lock, o);
}

int main(int argc, char *argv[])
{
	struct options o = {.processes = 2, .rounds = 5};
	const struct option_row rows[] = {
		{"processes", &o.processes, 1, 8},   {"rounds", &o.rounds, 1, 10000000},
		{"no-lock", &o.no_lock, 0, 0},	     {"lock-per-access", &o.lock_per_access, 0, 0},
		{"atomic", &o.atomic, 0, 0},	     {"private-lock", &o.private_lock, 0, 0},
		{"not-shared", &o.not_shared, 0, 0}, {NULL, NULL, 0, 0},
	};
	options_parse(argc, argv, rows);
	ipcstage_process("main");

	/* Without MAP_SHARED every child gets a copy of its own, and main never sees a change. */
	int sharing = o.not_shared ? MAP_PRIVATE : MAP_SHARED;
	struct shared *s =
		mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
	if (s == MAP_FAILED) {
		perror("mmap");
		return 1;
	}

	ipcstage_name(&s->counter, "counter");

	/* A lock in ordinary memory is copied by fork: everybody locks his own. */
	sem_t own_lock;
	sem_t *lock = o.private_lock ? &own_lock : &s->lock;
	ipcstage_name(lock, "lock");
	sem_init(lock, 1, 1);

	for (int i = 0; i < o.processes; i++)
		start(s, lock, &o);
	for (int i = 0; i < o.processes; i++)
		waitpid(-1, NULL, 0);

	printf("counter=%d\n", s->counter);
	ipcstage_outcome("counter", "%d", s->counter);
	ipcstage_expected("counter", "%d", o.processes * o.rounds);
	return 0;
}
