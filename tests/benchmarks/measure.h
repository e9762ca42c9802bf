/*
 * Measuring by comparison: a figure and its limit (or its peer) are taken in turn, A B A B, so
 * that a machine that is busy or slow is so for both; the medians of the rounds count, also of
 * their ratios.
 */
#ifndef IPCSTAGE_BENCHMARKS_MEASURE_H
#define IPCSTAGE_BENCHMARKS_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

/* Which side of `wanted` the ratio of figure to limit has to be on. */
enum wanted { AT_LEAST, AT_MOST };

struct comparison {
	const char *what;
	const char *unit; /* of figure and limit: "runs/s", "ns" */
	unsigned rounds;  /* of each side; the median counts */
	/* Measure once: the figure in `unit`, negative when it cannot be measured. */
	double (*figure)(void *context);
	double (*limit)(void *context);
	void *context;
	enum wanted side;
	double wanted; /* ratio of figure to limit */
};

/* Measure, print a line, return whether the ratio is as wanted. */
bool compare(const struct comparison *comparison);

/* A line for what could not be measured, and why. */
void say_skipped(const char *what, const char *why);

/* A line for a figure with a fixed limit. */
bool judge(const char *what, const char *unit, double figure, double limit, enum wanted side,
	   double wanted);

uint64_t now_ns(void);

/* From here on this process and its children run on one CPU, the one it is on. */
void pin_to_one_cpu(void);

/* A page of memory that children share. */
void *shared_page(void);

#endif
