/*
 * A run in plain words: one sentence a record, and what is about to happen.
 *
 * Sentences name processes by number and objects by name, have values in them, and end without a
 * full stop: "1 stores counter: 4, wiping out 2's 4". All functions write at most `size` bytes
 * with the NUL and return the length; 0 means that there is nothing to say.
 */
#ifndef IPCSTAGE_MODEL_SAY_H
#define IPCSTAGE_MODEL_SAY_H

#include <stddef.h>
#include "model/stage.h"
#include "model/words.h"

/* What a record did; `before` is the stage just before it. */
int say_record(const struct stage *before, const struct record *record, char *out, size_t size);

/* What a parked process is about to do: "store counter"; or what it waits for. */
int say_next(const struct stage *stage, const struct actor *actor, char *out, size_t size);
int say_wait(const struct stage *stage, const struct actor *actor, char *out, size_t size);

/* The same, speaking of the part that is in the way instead of the queue or pool it belongs to. */
int say_next_part(const struct stage *stage, const struct actor *actor, char *out, size_t size);
int say_wait_part(const struct stage *stage, const struct actor *actor, char *out, size_t size);

/*
 * The pattern that has come about at this moment, when there is one, as whole sentences: "Both
 * hold 3: whoever stores second wipes out the other's update."
 */
int say_pattern(const struct stage *stage, char *out, size_t size);

#endif
