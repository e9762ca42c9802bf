/*
 * What a search has counted, kept after it is closed, to be put beside the next one's.
 */
#ifndef IPCSTAGE_PLAY_KEPT_COUNTS_H
#define IPCSTAGE_PLAY_KEPT_COUNTS_H

#include "explore/explore.h"
#include "run/subject.h"

enum { KEPT_COUNTS_LINE = 200 };

/* One way to end, and in how many interleavings. */
struct kept_count {
	char outcome[OUTCOME_TEXT];
	enum verdict verdict;
	char count[AMOUNT_TEXT];
};

struct kept_counts {
	struct choice choice;		/* of what was searched */
	char *program;			/* its path: another one, if it was compiled anew */
	char name[KEPT_COUNTS_LINE];	/* "counter no-lock" */
	char counted[KEPT_COUNTS_LINE]; /* "184756 interleavings, 252 as expected" */
	struct kept_count *list;
	unsigned count;
};

/* "252 interleavings, all as expected" */
void kept_counts_line(const struct explore_result *result, char out[KEPT_COUNTS_LINE]);

/* Copies what it keeps. NULL when memory is out. kept_counts_free(NULL) is allowed. */
struct kept_counts *kept_counts_new(const char *name, const struct subject *subject,
				    const struct explore_result *result);
void kept_counts_free(struct kept_counts *figures);

/*
 * Whether they are of the same demo, chosen differently, or of the same source as it was before:
 * there is something to compare.
 */
bool kept_counts_compare(const struct kept_counts *figures, const struct subject *subject);

/* How often it ended so; NULL never. */
const struct kept_count *kept_counts_find(const struct kept_counts *figures, const char *outcome,
					  enum verdict verdict);

#endif
