#include "explore/estimate.h"

#include <stdbool.h>
#include <stdio.h>

static const double look_seconds = 0.5;	 /* between two looks */
static const double kept = 0.8;		 /* of what was seen before, at each look */
static const double least_seconds = 1.5; /* to be seen before anything is said */
static const double most_found = 0.9;	 /* of each that is tried; with more there is no telling */

/* Another search has begun, whose figures start afresh. */
static bool is_another(const struct explore_progress *last, const struct explore_progress *progress)
{
	return progress->bound != last->bound || progress->transitions < last->transitions;
}

void estimate_look(struct estimate *estimate, const struct explore_progress *progress,
		   double seconds)
{
	const struct explore_progress *last = &estimate->last;

	if (is_another(last, progress)) {
		*estimate = (struct estimate){.last = *progress, .looked = seconds};
		return;
	}
	if (seconds - estimate->looked < look_seconds)
		return;
	estimate->seconds = kept * estimate->seconds + (seconds - estimate->looked);
	estimate->tried =
		kept * estimate->tried + (double)(progress->transitions - last->transitions);
	estimate->found = kept * estimate->found + (double)(progress->known - last->known);
	estimate->last = *progress;
	estimate->looked = seconds;
}

void estimate_text(const struct estimate *estimate, char out[ESTIMATE_TEXT])
{
	double untried = (double)(estimate->last.known - estimate->last.transitions);
	double each = estimate->tried > 0 ? estimate->found / estimate->tried : 1;
	/* After a bounded search there may be a wider one. */
	bool at_least = each > most_found || estimate->last.bound >= 0;
	double left;

	out[0] = '\0';
	if (estimate->seconds < least_seconds || estimate->tried <= 0)
		return;
	left = untried * estimate->seconds / estimate->tried;
	if (!at_least)
		left /= 1 - each;
	if (left >= 120)
		snprintf(out, ESTIMATE_TEXT, "%s %.0f min to go", at_least ? "at least" : "about",
			 left / 60);
	else if (left >= 1)
		snprintf(out, ESTIMATE_TEXT, "%s %.0f s to go", at_least ? "at least" : "about",
			 left);
}
