/*
 * What a search has counted, kept after it is closed, to be put beside the next one's.
 */
#ifndef IPCSTAGE_TUI_FIGURES_H
#define IPCSTAGE_TUI_FIGURES_H

#include "demo/arguments.h"
#include "explore/explore.h"

enum { FIGURES_LINE = 200 };

/* One way to end, and in how many interleavings. */
struct figure {
	char outcome[OUTCOME_TEXT];
	enum verdict verdict;
	char count[AMOUNT_TEXT];
};

struct figures {
	struct choice choice;	    /* of what was searched */
	char name[FIGURES_LINE];    /* "counter no-lock" */
	char counted[FIGURES_LINE]; /* "184756 interleavings, 252 as expected" */
	struct figure *list;
	unsigned count;
};

/* "252 interleavings, all as expected" */
void figures_counted(const struct explore_result *result, char out[FIGURES_LINE]);

/* Copies what it keeps. NULL when memory is out. figures_free(NULL) is allowed. */
struct figures *figures_new(const char *name, const struct choice *choice,
			    const struct explore_result *result);
void figures_free(struct figures *figures);

/* Whether they are of the same demo, chosen differently: there is something to compare. */
bool figures_compare(const struct figures *figures, const struct choice *choice);

/* How often it ended so; NULL never. */
const struct figure *figures_find(const struct figures *figures, const char *outcome,
				  enum verdict verdict);

#endif
