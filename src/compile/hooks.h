/*
 * A compiler's command line, with the memory hooks: what is compiled calls the agent at each load
 * and store, and what is linked is linked with the agent in place of the sanitizer's run-time.
 */
#ifndef IPCSTAGE_COMPILE_HOOKS_H
#define IPCSTAGE_COMPILE_HOOKS_H

#include "base/error.h"
#include "compile/compiler.h"

/*
 * Make the command of a compiler and the arguments that it was to have (ended by NULL). `root` is
 * the folder of the agent and of hooks.specs, an absolute path. Returns 0, or -1 with *error: why
 * what is asked for cannot be had; release `out` in both cases.
 */
int hooks_command(struct argv *out, const struct compiler *compiler, const char *root,
		  char *const *arguments, struct error *error);

#endif
