/*
 * Saying the same in fewer columns.
 *
 * What goes first is what can be seen elsewhere: subordinate clauses, then the object's name (it
 * stands right beside), then articles and other words. Values survive.
 */
#ifndef IPCSTAGE_VIEW_STAGE_SHORTEN_H
#define IPCSTAGE_VIEW_STAGE_SHORTEN_H

#include "model/stage.h"

/*
 * Shorten a text in place until it fits into some rows of `cols` columns; when all is done it may
 * still be too long. `object` is what it is about, or NULL; with `clause`, what follows its colon
 * is explanation.
 */
void shorten(char *text, const struct object *object, bool clause, int cols, int rows);

#endif
