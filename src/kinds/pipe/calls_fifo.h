/*
 * FIFOs.
 */
#ifndef IPCSTAGE_KINDS_PIPE_CALLS_FIFO_H
#define IPCSTAGE_KINDS_PIPE_CALLS_FIFO_H

struct opening;
struct stat;

/* Open a FIFO, which is there: `file` is what stat(2) says of it. As open(2). */
int agent_open_fifo(const struct opening *opening, const struct stat *file);

#endif
