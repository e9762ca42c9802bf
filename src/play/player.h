/*
 * The player: a run, and the moment of it that is shown.
 *
 * Forward from the newest step is a real step of real processes; anywhere else it is the past.
 * Choosing a process in the past branches: the real processes do it again up to there. Where a
 * composite is not looked into, all that a process does inside one scope is one step here.
 */
#ifndef IPCSTAGE_PLAY_PLAYER_H
#define IPCSTAGE_PLAY_PLAYER_H

#include "control/scheduler.h"
#include "run/run.h"
#include "run/subject.h"

enum {
	PLAYER_SPEEDS = 10,
	PLAYER_SPEED_NORMAL = 2,
	PLAYER_MESSAGE = 200,
	PLAYER_AHEAD = 4096 /* keys: as many as a terminal hands over at once */
};

struct player {
	struct subject *subject; /* borrowed */
	struct run *run;
	struct scheduler scheduler;
	enum policy policy;
	uint64_t seed;
	uint8_t *replayed;	  /* POLICY_REPLAY: the schedule, owned ... */
	size_t replayed_length;	  /* ... its steps ... */
	struct typed_lines lines; /* ... what is typed in them ... */
	uint32_t no_return;	  /* ... and the one after which it cannot end well; 0 unknown */
	bool free;		  /* the run is a free one */
	bool playing;
	bool zoomed;		    /* a scope's steps one by one */
	unsigned speed;		    /* index of the table of speeds */
	uint32_t shown;		    /* the step that is shown ... */
	uint32_t shown_from;	    /* ... and the one that was shown before it: what moves */
	int64_t shown_ms;	    /* since when; -1: nothing moves */
	int64_t due_ms;		    /* playing: when the next step is due */
	int carrying;		    /* who is on its way through a scope, -1 nobody */
	uint32_t target;	    /* the step to go on to by the schedule; 0 none */
	int wanted;		    /* who takes a step as soon as the branch is there, -1 nobody */
	char *wanted_line;	    /* ... by being typed this; NULL: not so. Owned */
	int8_t ahead[PLAYER_AHEAD]; /* asked for while a step was under way: a process, -1 any */
	unsigned ahead_count;
	uint32_t changes;	      /* goes up whenever `shown` shows something else */
	char message[PLAYER_MESSAGE]; /* why something could not be done, or "" */
};

/* Start the subject's program and its first run. Returns 0, or -1 with *error. */
int player_open(struct player *player, struct subject *subject, struct error *error);
void player_close(struct player *player);

/* After the subject's choice changed: its program again, from the start, and the schedule too. */
int player_reopen(struct player *player, bool same_schedule, struct error *error);

/*
 * After the program itself changed: again from the start, by the steps that the run has taken so
 * far, up to the one that is shown or as far as it goes.
 */
int player_renew(struct player *player, struct error *error);

/* Start again: as it was, with another seed, or free. */
void player_restart(struct player *player);
void player_new_seed(struct player *player);
void player_run_free(struct player *player);

/* Start again, with a schedule to follow, and what is typed in it (NULL: nothing); they are copied.
 * `no_return`: see struct player. */
void player_replay(struct player *player, const uint8_t *schedule, size_t length,
		   const struct typed_lines *lines, uint32_t no_return);

/* Keys. `now_ms` is when a move that follows begins. */
void player_play(struct player *player, int64_t now_ms);
void player_step(struct player *player, int64_t now_ms);
void player_step_actor(struct player *player, unsigned actor, int64_t now_ms);
/*
 * Type a line, with its end, or "" for the end of the input, for who waits for it at the step that
 * is shown; in the past: a branch. `player_awaits_input`: who that is; nobody of a free run.
 */
void player_type(struct player *player, const char *line);
struct set player_awaits_input(const struct player *player);

void player_change_speed(struct player *player, int by);

/* Take in what has happened and go on playing. Returns whether something else is shown. */
bool player_advance(struct player *player, int64_t now_ms);

/* Milliseconds until player_advance() has something to do, -1: nothing by itself. */
int player_wait_ms(const struct player *player, int64_t now_ms);

/* Real processes are on their way to where somebody decides. */
bool player_is_under_way(const struct player *player);

/* The run is over, and its end is what is shown. */
bool player_at_end(const struct player *player);

/* Whether the first `steps` steps, as far as there are so many, are those that are replayed. */
bool player_replays(const struct player *player, uint32_t steps);

/* The step after which the run cannot end well, as far as it went as was replayed; 0 unknown. */
uint32_t player_no_return(const struct player *player);

/* The step at which it went wrong, as far as is known; the newest one otherwise. */
uint32_t player_fault(const struct player *player);

const char *player_speed_word(const struct player *player);
int64_t player_move_ms(const struct player *player);

/* "playing", "paused", "past", "free", "ended", "broken off" */
const char *player_state_word(const struct player *player);

/* --- the step that is shown ------------------------------------------------------------------ */

uint32_t player_newest(const struct player *player);

/* Whether there are steps after the one that is shown. */
bool player_in_past(const struct player *player);

/* Show a step as it stands, or with the move that leads to it from `now_ms` on. */
void player_show(struct player *player, uint32_t step);
void player_move_to(struct player *player, uint32_t step, int64_t now_ms);

/* The step before, as it stands; the next one that has happened already, with its move. */
void player_back(struct player *player);
void player_forward(struct player *player, int64_t now_ms);

/*
 * Whether who took a step was outside of all scopes before it or at some point of it: one call is
 * over then, even where the next has begun already.
 */
bool player_completes(const struct player *player, uint32_t step);

#endif
