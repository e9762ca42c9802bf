/*
 * What several demos need that is not their subject.
 */
#ifndef IPCSTAGE_DEMOS_SUPPORT_H
#define IPCSTAGE_DEMOS_SUPPORT_H

#include <stddef.h>

/* A number as libmp returns it: below 0 it is an error, which is said, and the process exits. */
void stop_if_failed(long result, const char *what);

/* Append a number to a list of them in a text of `size` bytes: "3 6" and 9 make "3 6 9". */
void append_number(char *text, size_t size, long number);

#endif
