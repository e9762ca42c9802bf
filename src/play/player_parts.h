/*
 * What the files of the player share, and nobody else.
 */
#ifndef IPCSTAGE_PLAY_PLAYER_PARTS_H
#define IPCSTAGE_PLAY_PLAYER_PARTS_H

#include "play/player.h"

/* Whether there are steps after the one that is shown. */
bool player_in_past(const struct player *player);

/* Show a step, and the move that leads to it from `now_ms` on; -1: as it stands. */
void player_move_to(struct player *player, uint32_t step, int64_t now_ms);

/* The next step that has happened, with its move. */
void player_forward(struct player *player, int64_t now_ms);

/*
 * Whether who took a step was outside of all scopes before it or at some point of it: one call is
 * over then, even where the next has begun already.
 */
bool player_completes(const struct player *player, uint32_t step);

#endif
