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
enum { FIGURE, LIMIT, RATIO };

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

static bool print_row(const char *what, const char *unit, const double of[3], enum wanted side,
		      double wanted)
{
	bool good = side == AT_LEAST ? of[RATIO] >= wanted : of[RATIO] <= wanted;

	printf("%-32s %8.*f %8.*f %-6s %7.2f  %s %-5.4g %s\n", what, of[FIGURE] < 1000, of[FIGURE],
	       of[LIMIT] < 1000, of[LIMIT], unit, of[RATIO], side == AT_LEAST ? ">=" : "<=", wanted,
	       good ? "ok" : "SLOW");
	fflush(stdout);
	return good;
}

bool judge(const char *what, const char *unit, double figure, double limit, enum wanted side,
	   double wanted)
{
	const double of[] = {[FIGURE] = figure, [LIMIT] = limit, [RATIO] = figure / limit};

	return print_row(what, unit, of, side, wanted);
}

void say_skipped(const char *what, const char *why)
{
	printf("%-32s skipped: %s\n", what, why);
	fflush(stdout);
}

bool compare(const struct comparison *comparison)
{
	double of[3][ROUNDS_MAX], middle[3];

	for (unsigned i = 0; i < comparison->rounds; i++) {
		of[FIGURE][i] = comparison->figure(comparison->context);
		of[LIMIT][i] = comparison->limit(comparison->context);
		of[RATIO][i] = of[FIGURE][i] / of[LIMIT][i];
		if (of[FIGURE][i] < 0 || of[LIMIT][i] < 0) {
			printf("%-32s FAILED: it cannot be measured\n", comparison->what);
			return false;
		}
	}
	for (unsigned i = 0; i < 3; i++)
		middle[i] = median(of[i], comparison->rounds);
	return print_row(comparison->what, comparison->unit, middle, comparison->side,
			 comparison->wanted);
}
