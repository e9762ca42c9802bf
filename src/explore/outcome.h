/*
 * Outcomes: the different ways in which runs end, by what was reported and by the verdict.
 */
#ifndef IPCSTAGE_EXPLORE_OUTCOME_H
#define IPCSTAGE_EXPLORE_OUTCOME_H

#include <stdint.h>
#include "model/history.h"
#include "model/verdict.h"

enum { OUTCOME_TEXT = 256 };

struct outcome {
	char text[OUTCOME_TEXT]; /* "counter=8", several joined by ", "; "" nothing was reported */
	enum verdict verdict;
	uint8_t signal; /* VERDICT_CRASH: which */
	uint8_t actor;	/* ... and whose */
};

struct outcomes {
	struct outcome *list;
	uint32_t count, capacity;
};

/* What was reported, as .text has it (OUTCOME_TEXT bytes); without a report the exit status speaks,
 * as it does for the verdict. */
void outcome_reported(const struct stage *stage, char *text);

void outcomes_release(struct outcomes *outcomes);

/* Judge a run that is over: how it ended, and why in words (VERDICT_WHY bytes). */
void outcome_of(struct outcome *outcome, struct history *history, const struct ending *ending,
		char *why);

bool outcome_is_same(const struct outcome *a, const struct outcome *b);

/* Judge a run that is over and find its outcome, or add it. Returns its number, UINT32_MAX when
 * memory is out. */
uint32_t outcomes_judge(struct outcomes *outcomes, struct history *history,
			const struct ending *ending);

#endif
