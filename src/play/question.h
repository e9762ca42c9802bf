/*
 * A question about what will happen, with a few answers, and which of them was right once it has.
 *
 * Pure: made from what one sees on the stage before, answered by what real processes did.
 */
#ifndef IPCSTAGE_PLAY_QUESTION_H
#define IPCSTAGE_PLAY_QUESTION_H

#include <stdbool.h>
#include <stdint.h>
#include "model/history.h"
#include "model/verdict.h"

enum { QUESTION_ANSWERS = 4, QUESTION_TEXT = 120, QUESTION_ANSWER = 32 };

enum question_kind {
	QUESTION_NONE,
	QUESTION_VALUE, /* what is loaded, or stored */
	QUESTION_AFTER, /* whether the process can go on after its step */
	QUESTION_END,	/* how the run ends */
};

struct question {
	enum question_kind kind;
	unsigned actor; /* whose step it is about */
	uint32_t step;	/* the number it will have; QUESTION_END: from which on */
	char text[QUESTION_TEXT];
	unsigned count;
	char answers[QUESTION_ANSWERS][QUESTION_ANSWER];
	int64_t values[QUESTION_ANSWERS]; /* QUESTION_VALUE: all but the last, which is none of them
					   */
	unsigned bytes;			  /* QUESTION_VALUE: size of the access */
};

/* About the next step of a process that can take one. */
void question_about_step(struct question *question, const struct stage *stage, unsigned actor);

/* About the end of a run that is at this stage. */
void question_about_end(struct question *question, const struct stage *stage);

/*
 * The right answer's number, from 0. The history holds the step by now; for QUESTION_END the run
 * is over with `verdict`.
 */
unsigned question_answer(const struct question *question, struct history *history,
			 enum verdict verdict);

#endif
