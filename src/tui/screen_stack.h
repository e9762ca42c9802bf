/*
 * The screens that are open, one over the other.
 */
#ifndef IPCSTAGE_TUI_SCREEN_STACK_H
#define IPCSTAGE_TUI_SCREEN_STACK_H

#include "tui/screens/screen.h"

enum { SCREENS_DEEP = 4 };

/* Begins as zero: none is open. */
struct screen_stack {
	struct screen list[SCREENS_DEEP]; /* the uppermost last */
	unsigned depth;
};

/* The one that is seen; there must be one. */
const struct screen *screen_stack_top(const struct screen_stack *stack);

/* Lay one that is open over the others; it is the stack's from now on. */
void screen_stack_push(struct screen_stack *stack, struct screen screen);

/* Open one over the uppermost. Returns 0, or -1 with *error. */
int screen_stack_open(struct screen_stack *stack, const struct screen_type *type,
		      const struct surroundings *around, struct error *error);

/* Close the uppermost. */
void screen_stack_pop(struct screen_stack *stack);

#endif
