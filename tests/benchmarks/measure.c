/*
 * Medians of interleaved rounds, and the table that they are printed in.
 */
#include "measure.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { ROUNDS_MAX = 64 };

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void pin_to_one_cpu(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
}

void *shared_page(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	return page;
}

static int by_size(const void *a, const void *b)
{
	const double *first = a, *second = b;

	return (*first > *second) - (*first < *second);
}

static double median(double *figures, unsigned count)
{
	qsort(figures, count, sizeof(*figures), by_size);
	return figures[count / 2];
}

bool judge(const char *what, const char *unit, double figure, double limit, enum wanted side,
	   double wanted)
{
	double ratio = figure / limit;
	bool good = side == AT_LEAST ? ratio >= wanted : ratio <= wanted;

	printf("%-34s %9.*f %9.*f %-7s %6.2f  %s %-5.4g %s\n", what, figure < 1000, figure,
	       limit < 1000, limit, unit, ratio, side == AT_LEAST ? ">=" : "<=", wanted,
	       good ? "ok" : "SLOW");
	fflush(stdout);
	return good;
}

void say_skipped(const char *what, const char *why)
{
	printf("%-34s skipped: %s\n", what, why);
	fflush(stdout);
}

bool compare(const struct comparison *comparison)
{
	double figures[ROUNDS_MAX], limits[ROUNDS_MAX];

	for (unsigned i = 0; i < comparison->rounds; i++) {
		figures[i] = comparison->figure(comparison->context);
		limits[i] = comparison->limit(comparison->context);
		if (figures[i] < 0 || limits[i] < 0) {
			printf("%-34s FAILED: it cannot be measured\n", comparison->what);
			return false;
		}
	}
	return judge(comparison->what, comparison->unit, median(figures, comparison->rounds),
		     median(limits, comparison->rounds), comparison->side, comparison->wanted);
}
