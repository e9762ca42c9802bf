/*
 * A list to choose from: scenarios, toggles, parameters; over the panes or as one.
 */
#ifndef IPCSTAGE_VIEW_PANES_LIST_H
#define IPCSTAGE_VIEW_PANES_LIST_H

#include <stdbool.h>
#include "view/cells/canvas.h"

/* One row of a list: a scenario, a toggle or a parameter. */
struct list_row {
	const char *key;   /* to press, or "" */
	const char *label; /* "remove the lock" */
	const char *value; /* "on", "off", "5" */
	const char *extra; /* "1 to 8", or "" */
	const char *help;  /* shown for the selected row, or NULL */
	bool on;	   /* differs from the default */
};

struct list {
	const char *title;
	const struct list_row *rows;
	unsigned count;
	int selected;	  /* -1: nothing */
	const char *hint; /* last line: the keys of the list, or NULL */
};

void overlay_list(struct canvas *cv, struct rect at, const struct list *list);

/* The same without a frame, for panes. */
void pane_list(struct canvas *cv, struct rect at, const struct list *list);

#endif
