/*
 * The moment of a run that is shown, as the stage draws it.
 *
 * Copies of the stages before and after the last move, since a stage of the history lasts only
 * until the next one is asked for.
 */
#ifndef IPCSTAGE_TUI_MOMENT_H
#define IPCSTAGE_TUI_MOMENT_H

#include "tui/player.h"
#include "view/stage_view.h"

struct moment {
	struct stage now, before; /* at the step that is shown, and at the one shown before it */
	size_t record_count;	  /* of what lies between them ... */
	uint32_t records_from;	  /* ... from this step on */
	uint32_t changes;	  /* player.changes of what this is a copy of ... */
	bool zoomed;		  /* ... and player.zoomed */
	bool taken;		  /* it is a copy of something */
};

/* Follow the player, whose run is there. Returns whether it shows something else than before. */
bool moment_follow(struct moment *moment, const struct player *player);

/* The scene to draw; it borrows from the moment and the player. */
struct scene moment_scene(const struct moment *moment, const struct player *player, int64_t now_ms);

/* Whether anything is still on its way. */
bool moment_moves(const struct moment *moment, const struct player *player, int64_t now_ms);

#endif
