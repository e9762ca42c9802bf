/*
 * The guardian: a process beside a fork server that ends what they leave when viewer and server
 * are killed together. While one of the two lives, that one sees to it, and the guardian sleeps.
 */
#ifndef IPCSTAGE_CONTROL_GUARDIAN_H
#define IPCSTAGE_CONTROL_GUARDIAN_H

#include <sys/types.h>
#include "trace/trace.h"

/*
 * Have the runs of a server guarded, which is a child of ours that has not been waited for. Returns
 * the guardian, or -1 with errno: then nobody is there when both are killed.
 */
pid_t guardian_begin(struct trace *trace, int trace_fd, pid_t server);

/* It is not needed any more: the server has ended, and all is cleared. -1 is allowed. */
void guardian_end(pid_t guardian);

#endif
