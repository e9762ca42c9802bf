/*
 * Two screens as text, and where they differ.
 */
#ifndef IPCSTAGE_TESTS_GOLDEN_COMPARE_H
#define IPCSTAGE_TESTS_GOLDEN_COMPARE_H

#include <stdio.h>

/* Print two texts side by side, row by row; the first row that differs is marked. */
void compare_print(FILE *out, const char *expected, const char *actual);

#endif
