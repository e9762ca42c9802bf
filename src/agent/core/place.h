/*
 * Where in the program we are.
 */
#ifndef IPCSTAGE_AGENT_CORE_PLACE_H
#define IPCSTAGE_AGENT_CORE_PLACE_H

#include <stdint.h>
#include "trace/trace.h"

/*
 * In a handler of a fault: the place where it happened, or whence the library was called where it
 * did; as in a record. 0 unknown.
 */
uint32_t agent_place(void);

/* Which of several programs on the stage a file is: its number, or trace->program_count. */
unsigned agent_find_program(const struct trace *trace, const char *path);

#endif
