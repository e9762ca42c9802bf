/*
 * A challenge as it is played: whether a run has won it, and what the schedule so far leaves open.
 *
 * Every order is tried by real processes of their own meanwhile, in slices; par, hints, and the
 * step that lost it are known when that is done, and exactly.
 */
#ifndef IPCSTAGE_TUI_CONTEST_H
#define IPCSTAGE_TUI_CONTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "run/run.h"
#include "run/subject.h"

enum contest_state {
	CONTEST_SEARCHING, /* not every order has been tried yet */
	CONTEST_READY,	   /* par is known */
	CONTEST_HOPELESS,  /* no order leads to the goal */
	CONTEST_SURE,	   /* every order leads to it: nothing to win */
	CONTEST_UNKNOWN,   /* they cannot all be tried; par stays unknown */
};

struct contest;

enum { CONTEST_HINT = 400 };

/*
 * `subject` is set up for `challenge`; both are borrowed, the subject for the call. Returns NULL
 * with *error. contest_close() ends its processes (NULL allowed).
 */
struct contest *contest_open(const struct subject *subject, const struct challenge *challenge,
			     struct control_error *error);
void contest_close(struct contest *contest);

/* Go on trying for about `ms` milliseconds, which it blocks. Returns whether that ended it. */
bool contest_go_on(struct contest *contest, int ms);

enum contest_state contest_state(const struct contest *contest);

/* The fewest switches it can be won with: CONTEST_READY and CONTEST_SURE. */
uint32_t contest_par(const struct contest *contest);

/* A schedule that wins with so many switches. */
const struct witness *contest_best(const struct contest *contest);

/* Whether a run that is over has reached the goal. */
bool contest_is_won(const struct challenge *challenge, const struct run *run);

/*
 * The first step of a schedule after which the goal could not be reached any more, 0 from the
 * start; UINT32_MAX as long as it can be, or is not known.
 */
uint32_t contest_lost_at(const struct contest *contest, const uint8_t *schedule, size_t length);

/*
 * What each choice after a schedule leads to, in words (CONTEST_HINT bytes). Returns whether that
 * is known; if not the words say why.
 */
bool contest_hint(const struct contest *contest, const uint8_t *schedule, size_t length, char *out);

/* Places of a schedule where another process goes on than before. */
uint32_t contest_switches(const uint8_t *schedule, size_t length);

#endif
