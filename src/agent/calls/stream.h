/*
 * Streams.
 */
#ifndef IPCSTAGE_AGENT_CALLS_STREAM_H
#define IPCSTAGE_AGENT_CALLS_STREAM_H

#include <stdbool.h>
#include <stdio.h>

/* The process is about to be gone: print what it has put into its stdout for the console. */
void agent_flush_console(void);

/* Whether a stream is one that we have made, of a descriptor. */
bool agent_is_own_stream(const FILE *stream);

#endif
