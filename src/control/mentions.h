/*
 * Where a source file calls functions that a compiler may make in place.
 */
#ifndef IPCSTAGE_CONTROL_MENTIONS_H
#define IPCSTAGE_CONTROL_MENTIONS_H

#include "trace/in_place.h"

/*
 * The first line on which each of them is called as the text has it, comments and strings aside.
 * 0 stays where it is not, and everywhere if the file cannot be read.
 */
void mentions_find(const char *path, int lines[IN_PLACE_COUNT]);

#endif
