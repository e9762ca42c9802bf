/*
 * semaphore: a room for few, and many who want in.
 *
 * The semaphore holds as many tokens as there are places. Who wants in takes one, or waits; who
 * leaves puts it back. It only counts: it does not know who has a token, and believes everybody.
 */
#include <semaphore.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <ipcstage.h>
#include "../options.h"
#include "../start.h"

enum { WORKERS_MAX = 8 };

struct shared {
	sem_t tokens;
	int inside; /* how many are, counted with atomic additions to watch the semaphore */
};

struct options {
	int processes, tokens, threads;
	int zero_tokens, no_release, extra_release;
};

struct job {
	struct shared *s;
	const struct options *o;
};

/* Go in, work for a second, leave. Returns how many were inside, at entering. */
static int worker(void *argument)
{
	const struct job *job = argument;
	struct shared *s = job->s;

	ipcstage_process("worker");
	ipcstage_note("outside");

	sem_wait(&s->tokens);
	int inside = __atomic_add_fetch(&s->inside, 1, __ATOMIC_SEQ_CST);
	ipcstage_note("inside");
	sleep(1);
	__atomic_sub_fetch(&s->inside, 1, __ATOMIC_SEQ_CST);
	if (!job->o->no_release)
		sem_post(&s->tokens);
	if (job->o->extra_release)
		sem_post(&s->tokens); /* once too often: nobody checks */

	ipcstage_note("done");
	return inside;
}

/* How many were inside at most. */
static int work_all(struct job *job)
{
	struct mp_worker workers[WORKERS_MAX];
	int count = job->o->processes, most = 0;

	for (int i = 0; i < count; i++)
		start_worker(&workers[i], job->o->threads, worker, job);
	for (int i = 0; i < count; i++) {
		int inside = join_worker(&workers[i]);
		most = inside > most ? inside : most;
	}
	return most;
}

int main(int argc, char *argv[])
{
	struct options o = {.processes = 5, .tokens = 2};
	const struct option_row rows[] = {
		{"processes", &o.processes, 1, WORKERS_MAX},
		{"tokens", &o.tokens, 1, 8},
		{"threads", &o.threads, 0, 0},
		{"zero-tokens", &o.zero_tokens, 0, 0},
		{"no-release", &o.no_release, 0, 0},
		{"extra-release", &o.extra_release, 0, 0},
		{NULL, NULL, 0, 0},
	};
	options_parse(argc, argv, rows);
	ipcstage_process("main");

	static struct shared ordinary; /* threads have all memory in common */
	struct shared *s = &ordinary;
	if (!o.threads)
		s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
			 0);
	if (s == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	ipcstage_name(&s->tokens, "tokens");
	ipcstage_name(&s->inside, "inside");
	sem_init(&s->tokens, 1, o.zero_tokens ? 0 : (unsigned)o.tokens);

	struct job job = {s, &o};
	int most = work_all(&job);

	printf("most-inside=%d\n", most);
	ipcstage_outcome("most-inside", "%d", most);
	ipcstage_expected("most-inside", "%d", o.tokens < o.processes ? o.tokens : o.processes);
	return 0;
}
