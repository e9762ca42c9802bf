/*
 * How a program was compiled, as its debug information says: what of it the memory hooks cannot
 * see.
 */
#ifndef IPCSTAGE_CONTROL_COMPILED_H
#define IPCSTAGE_CONTROL_COMPILED_H

#include <stdbool.h>
#include "trace/ledger.h"

/*
 * Note of a program with the memory hooks what has none, or not all of them: files that were
 * compiled otherwise, copies that the compiler makes in place of a call, instructions of the
 * program's own. -fno-sanitize=thread says that a file is to have none. What has no debug
 * information may have no hooks.
 */
void compiled_note(const char *program, struct ledger *out);

/* Whether any of it has the memory hooks. */
bool compiled_has_hooks(const char *program);

#endif
