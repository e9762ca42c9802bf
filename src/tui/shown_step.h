/*
 * The moment of a run that is shown, as the stage draws it.
 *
 * Copies of the stages before and after the last move, since a stage of the history lasts only
 * until the next one is asked for.
 */
#ifndef IPCSTAGE_TUI_SHOWN_STEP_H
#define IPCSTAGE_TUI_SHOWN_STEP_H

#include "play/player.h"
#include "view/stage/scene.h"

/* All zero: nothing is shown yet. */
struct shown_step {
	struct stage now, before; /* at the step that is shown, and at the one shown before it */
	size_t record_count;	  /* of what lies between them ... */
	uint32_t records_from;	  /* ... from this step on */
	struct told_races races;  /* up to the step that is shown */
	struct race_guard guards[LIMIT_OBJECTS]; /* then */
	uint32_t changes;			 /* player.changes of what this is a copy of ... */
	bool zoomed;				 /* ... and player.zoomed */
	bool taken;				 /* it is a copy of something */
};

void shown_step_release(struct shown_step *shown_step);

/* Follow the player, whose run is there. Returns whether it shows something else than before. */
bool shown_step_follow(struct shown_step *shown_step, const struct player *player);

/* The scene to draw; it borrows from the moment and the player. */
struct scene shown_step_scene(const struct shown_step *shown_step, const struct player *player,
			      int64_t now_ms);

/* Whether anything is still on its way. */
bool shown_step_moves(const struct shown_step *shown_step, const struct player *player,
		      int64_t now_ms);

#endif
