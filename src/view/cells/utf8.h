/*
 * UTF-8 and the width of characters, without asking the locale: under LC_ALL=C the C library
 * knows neither, and goldens must not depend on where they are made.
 */
#ifndef IPCSTAGE_VIEW_CELLS_UTF8_H
#define IPCSTAGE_VIEW_CELLS_UTF8_H

#include <stdbool.h>
#include <stdint.h>

enum { UTF8_INVALID = 0xfffd };

/*
 * The character at *text, which moves behind it. 0 at the end (and *text stays). A byte that
 * begins no valid character is skipped alone and gives UTF8_INVALID.
 */
uint32_t utf8_next(const char **text);

/* Columns: 0 for combining marks and joiners, 2 for East Asian wide ones and emoji, else 1. */
int utf8_width(uint32_t character);

#endif
