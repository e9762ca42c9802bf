/*
 * Which of the code in a program was compiled with the memory hooks. What a library that was not
 * does to memory is its own book-keeping.
 */
#ifndef IPCSTAGE_AGENT_HOOKS_HOOKED_CODE_H
#define IPCSTAGE_AGENT_HOOKS_HOOKED_CODE_H

#include <stdbool.h>

/* Whether the function that a call returns to has the hooks. */
bool agent_is_hooked_code(const void *caller);

/*
 * Whether it is the program's, and none of our own calls: has the hooks, where any code has; or
 * else is of no library of the system's. In a run in which accesses are followed.
 */
bool agent_is_program(const void *caller);

#endif
