/*
 * Entries in front of an environment that make all that a program is executed with as long as what
 * any other is: it lies on the stack above the program's own frames, whose addresses would be
 * others with every variable more, and so would a run be that tells of one.
 */
#ifndef IPCSTAGE_TRACE_PADDING_H
#define IPCSTAGE_TRACE_PADDING_H

#include <stddef.h>

enum { PADDING_ENTRIES = 128 /* there are a multiple of that */ };

/*
 * A copy of `environment` (NULL: none) with such entries in front, for a program and its arguments.
 * In one piece, to be given to free(3); it borrows the texts of the others. NULL: memory is out.
 */
char **padding_add(const char *program, char *const arguments[], char *const environment[]);

/* What comes behind them, if there are any: as the program is to see it. */
char **padding_skip(char **environment);

#endif
