/*
 * The menu: the demos on the left, and on the right what the selected one shows, the faults one
 * can plant in it, and a picture of it running.
 */
#ifndef IPCSTAGE_VIEW_PANES_MENU_H
#define IPCSTAGE_VIEW_PANES_MENU_H

#include "demo/demo.h"
#include "view/cells/canvas.h"
#include "view/stage/scene.h"

struct menu {
	/* A demo by its number, below `count`. Only what is seen is asked for. */
	const struct demo *(*demo)(const void *context, unsigned number);
	unsigned count;
	unsigned selected;
	const struct scene *preview; /* of the selected demo; NULL: none yet */
	enum demo_language language;
	/* How many of a demo's challenges the person has won. */
	unsigned (*won_of)(const void *context, const struct demo *demo);
	const void *context; /* of both functions */
};

/* Everything between header and footer. */
void menu_draw(struct canvas *cv, struct rect at, const struct menu *menu);

#endif
