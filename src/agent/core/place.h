/*
 * Where in the program we are.
 */
#ifndef IPCSTAGE_AGENT_CORE_PLACE_H
#define IPCSTAGE_AGENT_CORE_PLACE_H

#include <stdint.h>

/*
 * In a handler of a fault: the place where it happened, or whence the library was called where it
 * did; as in a record. 0 unknown.
 */
uint32_t agent_place(void);

#endif
