/*
 * What the run is about to change in the file system is kept, to be put back when it is over
 * (trace/undo.h). What cannot be kept goes into the ledger. All of them leave errno alone.
 *
 * From then on until the change is made the caller has the tables to himself (trace_lock()): in a
 * free run somebody else might change what has just been kept.
 */
#ifndef IPCSTAGE_KINDS_FILE_NAME_CALLS_KEEP_H
#define IPCSTAGE_KINDS_FILE_NAME_CALLS_KEEP_H

#include <stdbool.h>

/* A name is about to be made, to be removed, or to mean something else. */
void agent_keep_name(int folder, const char *path);

/* A name that the run has just made. */
void agent_keep_made(const char *path);

/* What a file holds may change; its mode, owner or times. `follow`: of what a link leads to. */
void agent_keep_content(int folder, const char *path, bool follow);
void agent_keep_status(int folder, const char *path, bool follow);

/* A file or folder is about to get another name; `flags` as for renameat2(2). */
void agent_keep_move(int from, const char *old, int to, const char *new, unsigned flags);

#endif
