/*
 * Who waits and for what, as text, and a box with one in it.
 */
#ifndef IPCSTAGE_VIEW_PANES_WAITS_TEXT_H
#define IPCSTAGE_VIEW_PANES_WAITS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include "model/waits.h"
#include "view/cells/canvas.h"

enum { WAITS_TEXT = 64 }; /* bytes that such a text has room for */

/*
 * The processes of a set in words: "1 adder" (with `named`), "1, 4-6", "2 ✗ killed". Returns
 * whether all of them have ended.
 */
bool waits_who(const struct stage *stage, struct set set, bool named, char *out, size_t size);

/* "lock", and with `lack` what the matter is: "pipe 1: empty". */
void waits_what(const struct object *object, const struct wait *wait, bool lack, char *out,
		size_t size);

/* A box with a text in it. */
void waits_box(struct canvas *cv, struct rect at, enum box box, enum role role, const char *text);

#endif
