/*
 * Names of places in memory, by the debug information of a program: its variables, members of
 * structures, what pointers lead to; its functions.
 */
#ifndef IPCSTAGE_CONTROL_NAMING_H
#define IPCSTAGE_CONTROL_NAMING_H

#include "trace/labels.h"

/* Answer what has been asked and is not answered. Without debug information nothing has a name. */
void naming_answer(const char *program, struct labels *labels);

#endif
