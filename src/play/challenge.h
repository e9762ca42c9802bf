/*
 * A challenge as it is played: whether a run has won it, and what the schedule so far leaves open.
 *
 * Every order is tried by real processes of their own meanwhile, in slices; par, hints, and the
 * step that lost it are known when that is done, and exactly.
 */
#ifndef IPCSTAGE_PLAY_CHALLENGE_H
#define IPCSTAGE_PLAY_CHALLENGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "run/run.h"
#include "run/subject.h"

enum challenge_state {
	CHALLENGE_SEARCHING, /* not every order has been tried yet */
	CHALLENGE_READY,     /* par is known */
	CHALLENGE_HOPELESS,  /* no order leads to the goal */
	CHALLENGE_SURE,	     /* every order leads to it: nothing to win */
	CHALLENGE_UNKNOWN,   /* they cannot all be tried; par stays unknown */
	CHALLENGE_FAILED, /* nor can they be told apart: the program does not do the same again */
};

struct challenge_game;

enum { CHALLENGE_HINT = 400 };

/*
 * `subject` is set up for `challenge`; both are borrowed, the subject for the call. Returns NULL
 * with *error. challenge_game_close() ends its processes (NULL allowed).
 */
struct challenge_game *challenge_game_open(const struct subject *subject,
					   const struct challenge *challenge, struct error *error);
void challenge_game_close(struct challenge_game *game);

/* Go on trying for about `ms` milliseconds, which it blocks. Returns whether that ended it. */
bool challenge_game_go_on(struct challenge_game *game, int ms);

enum challenge_state challenge_game_state(const struct challenge_game *game);

/* The fewest switches it can be won with: CHALLENGE_READY and CHALLENGE_SURE. */
uint32_t challenge_game_par(const struct challenge_game *game);

/* A schedule that wins with so many switches. */
const struct witness *challenge_game_best(const struct challenge_game *game);

/* Whether a run that is over has reached the goal. */
bool challenge_game_is_won(const struct challenge *challenge, const struct run *run);

/*
 * The first step of a schedule after which the goal could not be reached any more, 0 from the
 * start; UINT32_MAX as long as it can be, or is not known.
 */
uint32_t challenge_game_lost_at(const struct challenge_game *game, const uint8_t *schedule,
				size_t length);

/*
 * What each choice after a schedule leads to, in words (CHALLENGE_HINT bytes). Returns whether that
 * is known; if not the words say why.
 */
bool challenge_game_hint(const struct challenge_game *game, const uint8_t *schedule, size_t length,
			 char *out);

/* Places of a schedule where another process goes on than before. */
uint32_t challenge_game_switches(const uint8_t *schedule, size_t length);

#endif
