/*
 * Names that were made up on the spot (mkstemp(3), mkdtemp(3)): another one in every run, so that
 * the pattern stands for it, and known to nobody but their maker until he forks.
 */
#ifndef IPCSTAGE_KINDS_FILE_NAME_CALLS_MADE_UP_H
#define IPCSTAGE_KINDS_FILE_NAME_CALLS_MADE_UP_H

#include <stdbool.h>
#include "trace/actor.h"

struct parted_name;

/* `path` is a name that was made up from `pattern`, of a file or of a folder. */
void agent_note_made_up(const char *pattern, const char *path);

/* The last part of the pattern that a name was made up from, or NULL. */
const char *agent_made_up_from(const struct parted_name *name);

/* Whether nobody but this process can know of it: the name itself, or the folder that it is in. */
bool agent_is_secret(const struct parted_name *name);

#endif
