/*
 * What processes do, apart from what they do to objects: being born, ending, waiting for each
 * other, sleeping, and what they say of themselves.
 */
#ifndef IPCSTAGE_MODEL_ACTOR_H
#define IPCSTAGE_MODEL_ACTOR_H

#include "model/stage.h"
#include "model/wait.h"
#include "model/words.h"

/* The process with a number (below LIMIT_ACTORS), counted from now on. */
struct actor *actor_met(struct stage *stage, unsigned number);

/* Fold what a record says of its process, whatever it is about. */
void actor_fold(struct stage *stage, struct actor *actor, const struct record *record);

/* Who could end the wait of a parked process that waits at no object. */
void actor_wait(const struct stage *stage, const struct actor *actor, struct wait *wait);

/* For operations that are about no object; see kind.h. */
void actor_say(const struct stage *stage, const struct record *record, struct words *words);
void actor_say_next(const struct actor *actor, struct words *words);
void actor_say_wait(const struct stage *stage, const struct actor *actor, struct words *words);

/* "1 sets timer 1: in 0.05 s, then every 1.0 s"; for OP_SET_TIMER of whatever has this name. */
void actor_say_timer(const struct record *record, const char *name, struct words *words);

/* "SIGUSR1 or SIGUSR2": of a set of signals, bit n - 1; "a signal" of many. */
void actor_say_signals(uint64_t signals, struct words *words);

/* "1 and 2 have them", with who of them has ended; for what is held and waited for. */
void actor_say_holders(const struct stage *stage, struct set holders, const char *what,
		       struct words *words);

/* The composite that a process is in a call of, the outermost; 0 none. */
uint16_t actor_whole(const struct actor *actor);

/*
 * ", a thread of 0" or ", threads of 0": of a set of threads that are all of one process, nothing
 * of others. Who begins a sentence is told apart so.
 */
void actor_say_threads(const struct stage *stage, struct set set, struct words *words);

/* "1", "1, a thread of 0,", "1, a thread of 0, and 2": a set that something is then said of. */
void actor_say_who(const struct stage *stage, struct set set, struct words *words);

/* The name of a process as it is told apart: "1 (writer)", or "1" when it has none. */
void actor_say_name(const struct actor *actor, struct words *words);

#endif
