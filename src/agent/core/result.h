/*
 * Whether a program goes by what a call has returned.
 */
#ifndef IPCSTAGE_AGENT_CORE_RESULT_H
#define IPCSTAGE_AGENT_CORE_RESULT_H

#include <stdbool.h>

/*
 * In a call of the program's that will return to `behind` a number that is no failure's: whether
 * what comes behind may use more of it than that it is none. Follows the instructions until the
 * register is written again; where it cannot, it is used. Does not block.
 */
bool agent_result_is_used(const void *behind);

#endif
