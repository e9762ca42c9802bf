/*
 * The watchman in the program: a seccomp filter that asks the viewer about every system call that
 * is not understood, from wherever it comes, and then lets it go on.
 */
#ifndef IPCSTAGE_AGENT_CORE_WATCHED_H
#define IPCSTAGE_AGENT_CORE_WATCHED_H

#include <stdbool.h>
#include "trace/trace.h"

/*
 * Put the filter before this process and all that come of it, for ever, and tell the viewer over
 * `control`. Where that is refused the ledger of every run says so. Takes privileges that exec
 * would give (PR_SET_NO_NEW_PRIVS). See seccomp(2), seccomp_unotify(2).
 */
void agent_watch_calls(int control);

/* A run begins: that its calls are not watched is the first thing to be said of it. */
void agent_note_unwatched(struct trace *trace);

#endif
