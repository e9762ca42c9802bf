/*
 * Looking at a file or a folder without a step, and changing one: where one process does the one
 * and another the other in the same run, that is not seen.
 */
#ifndef IPCSTAGE_AGENT_CORE_GLANCE_H
#define IPCSTAGE_AGENT_CORE_GLANCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* It is looked at, at `where`; it is changed. Of nobody's interest while there is nobody else. */
void agent_note_look(const struct stat *file, uint32_t where);
void agent_note_touch(const struct stat *file);

/* It is mapped: privately, to be looked at by whoever has the mapping, or shared, to be changed. */
void agent_note_mapped(const struct stat *file, bool changes, uint32_t where);

#endif
