/* What others ask of a shared value: patterns and verdicts. */
#ifndef IPCSTAGE_KINDS_VALUE_STATE_H
#define IPCSTAGE_KINDS_VALUE_STATE_H

#include "model/stage.h"
#include "model/words.h"

/*
 * Whether an object has versions of a value in object->value: a place in shared memory, or a file
 * that holds a number.
 */
bool value_is_in(const struct object *object);

/* A process has taken in the whole value, or put another in its place. */
void value_load(struct stage *stage, struct object *object, unsigned actor, uint64_t content);
void value_store(struct stage *stage, struct object *object, unsigned actor, uint64_t content);

/* Say whose updates a store that is about to happen wipes out: ", wiping out 1's 4". */
void value_say_lost(const struct object *object, unsigned actor, struct words *words);

/* Whether a process holds a version that others have stored over since. */
bool value_stale(const struct object *object, unsigned actor);

/* What is in memory as a signed number of so many bytes; 0 bytes: unknown, taken as 8. */
int64_t value_signed(uint64_t content, unsigned bytes);
void value_say_content(uint64_t content, unsigned bytes, struct words *words);

/* A number of this value, as its type says if that is known. */
void value_say(const struct value_state *value, uint64_t content, struct words *words);

/* Whether it is several numbers of one type. */
bool value_is_array(const struct value_state *value);

#endif
