/*
 * What the files of the explore screen share, and nobody else.
 */
#ifndef IPCSTAGE_TUI_SCREENS_EXPLORE_PARTS_H
#define IPCSTAGE_TUI_SCREENS_EXPLORE_PARTS_H

#include <sched.h>
#include "explore/estimate.h"
#include "explore/explore.h"
#include "play/kept_counts.h"
#include "run/subject.h"
#include "tui/screens/screen.h"

enum { EXPLORE_NAME = 200 };

struct explore_screen {
	struct stage_screen *stage;	  /* beneath; it outlives this one */
	const struct subject *subject;	  /* the stage's */
	const struct kept_counts *before; /* the stage's, of another choice; NULL none */
	struct typed_lines typed;	  /* on the stage, up to its newest step */
	char name[EXPLORE_NAME];
	struct explore *explore;
	enum explore_state state;
	struct explore_result *result; /* as of the last look; NULL none yet */
	int64_t looked_ms;	       /* when the result was taken */
	struct estimate estimate;      /* of the time that is left */
	unsigned selected;
	bool chosen;	 /* the person has moved the cursor */
	bool helping;	 /* it is explained what one sees */
	cpu_set_t usual; /* where we may run when this is over */
};

extern const struct keymap explore_keymap;

/* Lines of the table: the outcomes there are, and those that there were before. */
unsigned explore_row_count(const struct explore_screen *screen);

void explore_draw(void *context, struct canvas *canvas, int64_t now_ms);

#endif
