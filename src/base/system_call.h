/* System calls as people call them. */
#ifndef IPCSTAGE_BASE_SYSTEM_CALL_H
#define IPCSTAGE_BASE_SYSTEM_CALL_H

#include <stddef.h>

/* "nice"; "system call 1234" of one that nobody knows. Returns `out`. */
const char *system_call_name(long number, char *out, size_t size);

#endif
