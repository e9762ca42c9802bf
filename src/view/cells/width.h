/*
 * The width of characters, without asking the locale, as base/utf8.h.
 */
#ifndef IPCSTAGE_VIEW_CELLS_WIDTH_H
#define IPCSTAGE_VIEW_CELLS_WIDTH_H

#include <stdint.h>

/* Columns: 0 for combining marks, 2 for East Asian wide ones and emoji, else 1; what is not
 * printable (base/printable.h) is shown as something that takes one. */
int width_of(uint32_t character);

#endif
