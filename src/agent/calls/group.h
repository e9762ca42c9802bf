/*
 * Process groups and sessions: setpgid(2), getpgid(2), setsid(2), getsid(2).
 */
#ifndef IPCSTAGE_AGENT_CALLS_GROUP_H
#define IPCSTAGE_AGENT_CALLS_GROUP_H

#include <sys/types.h>
#include "trace/set.h"

/* The processes of the run that are in a group and have not been waited for; 0: in any. Without
 * ourselves. */
struct set agent_group(pid_t group);

#endif
