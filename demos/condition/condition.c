/*
 * condition: who needs something that is not there yet waits until he is told that it is.
 *
 * Waiting lets the lock go, and takes it again before going on. The condition itself remembers
 * nothing: what is true is in `items`, so look there, before waiting and after.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ipcstage.h>
#include "../options.h"
#include "../start.h"

enum { CONSUMERS_MAX = 6 };

struct shared {
	pthread_mutex_t lock;
	pthread_cond_t ready;
	int items;
};

struct options {
	int consumers, batch, threads;
	int notify_first, if_not_while, notify_one, no_lock;
};

struct job {
	struct shared *s;
	const struct options *o;
};

/* Take one item. Returns whether there was none to take. */
static int consumer(void *argument)
{
	const struct job *job = argument;
	const struct options *o = job->o;
	struct shared *s = job->s;

	ipcstage_process("consumer");
	pthread_mutex_lock(&s->lock);
	if (o->notify_first) {
		pthread_cond_wait(&s->ready, &s->lock); /* without having looked */
	} else if (o->if_not_while) {
		if (s->items == 0)
			pthread_cond_wait(&s->ready, &s->lock); /* and does not look again */
	} else {
		while (s->items == 0)
			pthread_cond_wait(&s->ready, &s->lock);
	}
	int there = s->items--;
	ipcstage_note(there > 0 ? "took an item" : "took from nothing");
	pthread_mutex_unlock(&s->lock);
	return there <= 0;
}

/* One item for each consumer, so many at a time; all who wait are told each time. */
static int producer(void *argument)
{
	const struct job *job = argument;
	const struct options *o = job->o;
	struct shared *s = job->s;

	ipcstage_process("producer");
	for (int made = 0; made < o->consumers; made += o->batch) {
		int left = o->consumers - made;

		if (!o->no_lock)
			pthread_mutex_lock(&s->lock);
		s->items += left < o->batch ? left : o->batch;
		if (o->notify_one)
			pthread_cond_signal(&s->ready);
		else
			pthread_cond_broadcast(&s->ready);
		if (!o->no_lock)
			pthread_mutex_unlock(&s->lock);
	}
	return 0;
}

static struct shared *make_shared(const struct options *o)
{
	static struct shared ordinary; /* threads have all memory in common */
	struct shared *s = &ordinary;
	pthread_mutexattr_t lock;
	pthread_condattr_t ready;

	if (!o->threads)
		s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
			 0);
	if (s == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	ipcstage_name(&s->ready, "ready");
	ipcstage_name(&s->items, "items");
	ipcstage_name(&s->lock, "lock");
	pthread_mutexattr_init(&lock);
	pthread_mutexattr_setpshared(&lock, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&s->lock, &lock);
	pthread_condattr_init(&ready);
	pthread_condattr_setpshared(&ready, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&s->ready, &ready);
	return s;
}

/* How many consumers took from nothing. */
static int run_all(struct job *job)
{
	struct mp_worker workers[1 + CONSUMERS_MAX];
	const struct options *o = job->o;
	int empty_takes = 0;

	if (o->notify_first) {
		start_worker(&workers[0], o->threads, producer, job);
		join_worker(&workers[0]); /* all is said and done before anybody listens */
	}
	for (int i = 1; i <= o->consumers; i++)
		start_worker(&workers[i], o->threads, consumer, job);
	if (!o->notify_first) {
		start_worker(&workers[0], o->threads, producer, job);
		join_worker(&workers[0]);
	}
	for (int i = 1; i <= o->consumers; i++)
		empty_takes += join_worker(&workers[i]);
	return empty_takes;
}

int main(int argc, char *argv[])
{
	struct options o = {.consumers = 2, .batch = 2};
	const struct option_row rows[] = {
		{"consumers", &o.consumers, 1, CONSUMERS_MAX},
		{"batch", &o.batch, 1, 6},
		{"threads", &o.threads, 0, 0},
		{"notify-first", &o.notify_first, 0, 0},
		{"if-not-while", &o.if_not_while, 0, 0},
		{"notify-one", &o.notify_one, 0, 0},
		{"no-lock", &o.no_lock, 0, 0},
		{NULL, NULL, 0, 0},
	};

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	struct job job = {make_shared(&o), &o};
	int empty_takes = run_all(&job);

	printf("empty-takes=%d\n", empty_takes);
	ipcstage_outcome("empty-takes", "%d", empty_takes);
	ipcstage_expected("empty-takes", "%d", 0);
	return 0;
}
