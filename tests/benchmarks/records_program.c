/*
 * Loads, stores and semaphores of shared memory in a loop, with another process alive that could
 * reach them; run by records.c in a free run, or by itself to see what they cost anyway.
 *
 * The best of several rounds counts: what it costs, not what else the machine has to do.
 */
#include <ipcstage.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "records.h"

enum { ROUNDS = 40, ACCESSES = 20000 };

struct shared {
	volatile int value; /* or the compiler would add but once */
	sem_t token;
};

static double now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void access_value(struct shared *shared)
{
	for (int i = 0; i < ACCESSES / 2; i++)
		shared->value += 1; /* a load and a store */
}

static void use_semaphore(struct shared *shared)
{
	for (int i = 0; i < ACCESSES; i++) {
		sem_wait(&shared->token);
		sem_post(&shared->token);
	}
}

static double best_of(void (*work)(struct shared *shared), struct shared *shared)
{
	double best = 1e18;

	for (int i = 0; i < ROUNDS; i++) {
		double since = now_ns(), each;

		work(shared);
		each = (now_ns() - since) / (double)ACCESSES;
		best = each < best ? each : best;
	}
	return best;
}

static void report(const char *what, double each_ns)
{
	printf("%s=%.2f\n", what, each_ns);
	ipcstage_outcome(what, "%.2f", each_ns);
}

int main(void)
{
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	double access_ns, semaphore_ns;
	pid_t other;

	if (shared == MAP_FAILED || sem_init(&shared->token, 1, 1) < 0)
		return 1;
	other = fork();
	if (other == 0) {
		for (;;)
			pause();
	}
	access_ns = best_of(access_value, shared);
	semaphore_ns = best_of(use_semaphore, shared);
	/* Told last, so that no later record overwrites it. */
	report(OUTCOME_ACCESS, access_ns);
	report(OUTCOME_SEMAPHORE, semaphore_ns);
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	return 0;
}
