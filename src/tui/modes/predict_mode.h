/*
 * "Predict": a mode of the stage that asks what a step will do, or how the run will end, before
 * real processes do it. It is answered by a number; then it happens, and the answer is checked.
 */
#ifndef IPCSTAGE_TUI_MODES_PREDICT_MODE_H
#define IPCSTAGE_TUI_MODES_PREDICT_MODE_H

#include "play/question.h"
#include "tui/keys.h"
#include "view/cells/canvas.h"

struct stage_screen;

struct predict_mode {
	bool on;
	struct question question; /* that stands, or whose answer is awaited; kind NONE: neither */
	bool by_turn;		  /* it is about the step of whoever's turn it is */
	bool answered;		  /* what comes decides */
	unsigned answer;	  /* ... whether this was right */
	char result[2 * QUESTION_TEXT]; /* of the last one, or "" */
	bool right;			/* the last one was */
};

/* On or off. */
void predict_switch(struct stage_screen *screen);

/* The run begins again: what was asked of it is not counted. */
void predict_forget(struct predict_mode *mode);

/* Whether a question stands, so that numbers are answers. */
bool predict_asks(const struct predict_mode *mode);

/* Requests that the mode takes; false: it is one like any other on the stage. */
bool predict_press(struct stage_screen *screen, struct press press, int64_t now_ms);

/* Check what was answered, once it has happened. */
void predict_follow(struct stage_screen *screen);

/* The question or the last result, at the top of a rectangle. Returns what is left of it. */
struct rect predict_draw(const struct stage_screen *screen, struct canvas *canvas, struct rect at);

#endif
