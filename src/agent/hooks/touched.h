/*
 * Private memory that threads share. As a program does not say what that is, each access in a
 * process with threads is looked at: a place counts when two threads have come to it, one of them
 * to write, and it does not follow from how they were made and waited for who comes first.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_TOUCHED_H
#define IPCSTAGE_AGENT_HOOKS_TOUCHED_H

#include <stdbool.h>
#include <stdint.h>
#include "base/hash.h"

/*
 * This thread is about to access `size` bytes. Returns whether that is known, from this run or an
 * earlier one, to be a place where threads meet.
 */
bool agent_touch(const volatile void *at, uint32_t size, bool writes);

/*
 * This thread is about to load atomically. Where it has done so again and again, and come to no
 * gate, it waits for another one to store there: from then on it is such a place.
 */
void agent_note_asked(const volatile void *at, uint32_t size);

/*
 * The same of a block that is about to be given back, of all in it that anybody has touched: to
 * free it is to write it. Returns the first such place in it, or NULL.
 */
const void *agent_touch_freed(const void *start, uint64_t size);

/* Memory has been given back, or is a new thread's: what was done in it is over. */
void agent_forget_touched(const volatile void *start, uint64_t size);

/* A hash of all that is kept here, and decides what else comes to be such a place. */
struct hash agent_touched(void);

/* A thread was made by this one; this one has waited for a thread. */
void agent_note_made(unsigned number);
void agent_note_joined(unsigned number);

#endif
