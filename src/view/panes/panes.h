/*
 * Everything on the screen that is not the stage: bars, panes and overlays, from plain data.
 *
 * Each function draws into the rectangle it is given and nowhere else. Texts are borrowed for the
 * call. `pane_…` take the inside of a pane whose frame pane_frame() has drawn; `overlay_…` draw
 * their own frame over what is there.
 */
#ifndef IPCSTAGE_VIEW_PANES_PANES_H
#define IPCSTAGE_VIEW_PANES_PANES_H

#include <stdbool.h>
#include <stdint.h>
#include "demo/source.h"
#include "model/history.h"
#include "model/verdict.h"
#include "play/narration.h"
#include "view/cells/canvas.h"
#include "view/panes/layout.h"

/* A key and what it does, in a word or two. */
struct key_hint {
	const char *key;
	const char *word;
	unsigned drop; /* in a footer that is too narrow: the larger, the sooner it goes; 0 last */
};

struct header {
	const char *demo;     /* its name; "" at the menu */
	const char *toggles;  /* those that are on, "no-lock atomic", or "" */
	uint32_t step, steps; /* the one that is shown, and how many there are */
	const char *speed;    /* "x1" */
	const char *policy;   /* "seed 3", "round-robin", or "" */
	const char *state;    /* "playing", "paused", "past", "free", "ended" */
	bool ready;	      /* there is a run: step, speed, policy and state count */
};

void bar_header(struct canvas *cv, struct rect at, const struct header *header);
void bar_footer(struct canvas *cv, struct rect at, const struct key_hint *keys, unsigned count);

/* The frame of a pane; returns its inside. */
struct rect pane_frame(struct canvas *cv, const struct place *place, const char *title,
		       bool focused);

/*
 * The source around where the processes are; `zoomed` shows a process inside a composite at the
 * operation, not at the call. `scroll` lines are added to the window (0: follow).
 */
void pane_source(struct canvas *cv, struct rect at, const struct source *source,
		 const struct stage *stage, bool zoomed, int scroll);

/* What happened; the newest at the foot, `scroll` lines back. */
void pane_log(struct canvas *cv, struct rect at, const struct narration *narration,
	      unsigned scroll);

/*
 * A row a process, a column a step; the column of `step` is marked, and that of the step after
 * which the run can no longer end well (0: not known).
 */
void pane_schedule(struct canvas *cv, struct rect at, const struct history *history,
		   const struct stage *stage, uint32_t step, uint32_t no_return);

/*
 * Who waits for what and who could end it, a circle drawn as one; and who has what. `inside` as in
 * waits_find().
 */
void pane_waits(struct canvas *cv, struct rect at, const struct stage *stage, bool inside);

void pane_lesson(struct canvas *cv, struct rect at, const char *text);

/* A line for every object: name, kind, state. */
void pane_objects(struct canvas *cv, struct rect at, const struct stage *stage);

struct verdict_box {
	enum verdict verdict;
	const char *title;	     /* NULL: the verdict's word, and good is what was expected */
	bool good;		     /* with a title: which colour it has */
	const struct stage *stage;   /* its reports: what was expected, what came out */
	const char *why;	     /* sentences */
	const struct key_hint *keys; /* what to press now */
	unsigned key_count;
};

/* The rows that it needs, at the foot of the rectangle: where overlay_verdict() puts it. */
struct rect overlay_verdict_place(struct rect at, const struct verdict_box *box);
void overlay_verdict(struct canvas *cv, struct rect at, const struct verdict_box *box);

/* One row of a list: a scenario, a toggle or a parameter. */
struct list_row {
	const char *key;   /* to press, or "" */
	const char *label; /* "remove the lock" */
	const char *value; /* "on", "off", "5" */
	const char *extra; /* "1 to 8", or "" */
	const char *help;  /* shown for the selected row, or NULL */
	bool on;	   /* differs from the default */
};

struct list {
	const char *title;
	const struct list_row *rows;
	unsigned count;
	int selected;	  /* -1: nothing */
	const char *hint; /* last line: the keys of the list, or NULL */
};

void overlay_list(struct canvas *cv, struct rect at, const struct list *list);

/* The same without a frame, for panes. */
void pane_list(struct canvas *cv, struct rect at, const struct list *list);

/* All keys; a row with an empty key is a heading. `scroll`: rows skipped; returns how many could
 * be. */
unsigned overlay_help(struct canvas *cv, struct rect at, const struct key_hint *keys,
		      unsigned count, unsigned scroll);

/* A few sentences in a box in the middle, such as an error. */
void overlay_message(struct canvas *cv, struct rect at, const char *title, const char *text,
		     enum role role);

/* "too small: 40x10, needs 60x16" in whatever room there is. */
void screen_too_small(struct canvas *cv, struct rect at);

#endif
