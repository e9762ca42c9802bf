/*
 * Names in the system that are a program's own: what it makes in /dev/shm, its message queues and
 * System V objects are not those of another instance, whatever they are called. See
 * mount_namespaces(7), ipc_namespaces(7).
 */
#ifndef IPCSTAGE_CONTROL_OWN_NAMES_H
#define IPCSTAGE_CONTROL_OWN_NAMES_H

#include <stdbool.h>

/*
 * From here on this process, which has one thread, and all that come of it have such names. False
 * where the system does not let us: then they are everybody's, and nothing has changed.
 */
bool own_names_take(void);

#endif
