/*
 * Why a program cannot load the agent: it has a sanitizer's run-time.
 */
#ifndef IPCSTAGE_CONTROL_SANITIZER_H
#define IPCSTAGE_CONTROL_SANITIZER_H

#include <stdbool.h>
#include "base/error.h"

/*
 * Look into a program's file. Returns whether there is a run-time in it that stands where the agent
 * has to be, with what to do about it in *error.
 */
bool sanitizer_explain(const char *program, struct error *error);

#endif
