/*
 * What is at a path is about to change: it is kept, to be put back when the run is over.
 */
#ifndef IPCSTAGE_KINDS_FILE_NAME_CALLS_KEEP_H
#define IPCSTAGE_KINDS_FILE_NAME_CALLS_KEEP_H

/* The first time that the run changes it; later it does nothing. Leaves errno alone. */
void agent_keep(int folder, const char *path);

/* A path that the run has just made. */
void agent_keep_new(const char *path);

/* The same of a folder that is about to get the name `path`: no copy of what is in it is made. */
void agent_keep_move(int from, const char *old, int to, const char *new);

#endif
