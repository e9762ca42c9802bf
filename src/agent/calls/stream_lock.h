/*
 * What threads do to one stream: every call of stdio(3) has the stream to itself.
 */
#ifndef IPCSTAGE_AGENT_CALLS_STREAM_LOCK_H
#define IPCSTAGE_AGENT_CALLS_STREAM_LOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A stream is open: it is one that fflush(NULL) writes, and known from now on. */
void agent_know_stream(FILE *stream);

/* It is about to be closed. */
void agent_forget_stream(FILE *stream);

/*
 * Where it is kept what a stream of ours is for, bytes (-1) or wide characters (1); NULL: there are
 * too many of them. Whether it is for wide characters.
 */
int8_t *agent_width_of(FILE *stream);
bool agent_is_wide(const FILE *stream);

/*
 * Before a call that takes a stream's lock: wait until nobody else has it, and let others come
 * before where two threads meet at the stream. `is_unlocked`: the call does not take it, as
 * putc_unlocked(3). NULL is every stream: fflush(3).
 */
void agent_use_stream(FILE *stream, bool is_unlocked, uint32_t where);

/* Whether another thread of this process has it. */
bool agent_stream_is_taken(const FILE *stream);

#endif
