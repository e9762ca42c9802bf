/*
 * "Predict": a mode of the stage that asks what a step will do, or how the run will end, before
 * real processes do it. It is answered by a number; then it happens, and the answer is checked.
 */
#ifndef IPCSTAGE_TUI_MODES_PREDICT_MODE_H
#define IPCSTAGE_TUI_MODES_PREDICT_MODE_H

#include "play/question.h"
#include "tui/modes/mode.h"

extern const struct mode predict_mode;

struct predict_mode {
	bool on;
	struct question question; /* that stands, or whose answer is awaited; kind NONE: neither */
	bool by_turn;		  /* it is about the step of whoever's turn it is */
	bool answered;		  /* what comes decides */
	unsigned answer;	  /* ... whether this was right */
	uint32_t beginnings;	  /* staged.beginnings of all that */
	char result[2 * QUESTION_TEXT]; /* of the last one, or "" */
	bool right;			/* the last one was */
};

/* Whether a question stands, so that numbers are answers. */
bool predict_mode_asks(const struct predict_mode *mode);

#endif
