/*
 * Streams.
 */
#ifndef IPCSTAGE_AGENT_CALLS_STREAM_H
#define IPCSTAGE_AGENT_CALLS_STREAM_H

/* The process is about to be gone: print what it has put into its stdout for the console. */
void agent_flush_console(void);

#endif
