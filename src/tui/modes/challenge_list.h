/*
 * The list that a challenge is chosen from: those of the demo, then the faults that are none and
 * cannot be chosen.
 */
#ifndef IPCSTAGE_TUI_MODES_CHALLENGE_LIST_H
#define IPCSTAGE_TUI_MODES_CHALLENGE_LIST_H

#include "tui/keys.h"
#include "tui/staged.h"
#include "view/cells/canvas.h"

struct challenge_list {
	bool open;
	unsigned line; /* of the cursor */
};

extern const struct keymap challenge_list_keymap;

void challenge_list_open(struct challenge_list *list);

/* A key, while it is open. Returns whether it means something here; *chosen is NULL unless it has
 * chosen a challenge of the demo. */
bool challenge_list_press(struct challenge_list *list, const struct demo *demo,
			  enum request request, const struct challenge **chosen);

/* Over the stage, while it is open. */
void challenge_list_draw(const struct challenge_list *list, const struct staged *staged,
			 struct canvas *canvas, struct rect at);

/* "Goal: counter=2" */
void challenge_write_goal(const struct challenge *challenge, char *out, size_t size);

#endif
