/*
 * What is said of a process in its box, the most important first.
 */
#ifndef IPCSTAGE_VIEW_STAGE_PROCESS_LINES_H
#define IPCSTAGE_VIEW_STAGE_PROCESS_LINES_H

#include <stdbool.h>
#include "view/cells/canvas.h"
#include "view/stage/scene.h"

enum { PROCESS_LINES = 6, PROCESS_TEXT = 160 };

struct process_line {
	enum role role;
	bool clause;		     /* what follows a colon is explanation and may be left out */
	const struct object *object; /* that it is about, or NULL */
	char text[PROCESS_TEXT];
};

struct process_lines {
	int count; /* at least 1 */
	struct process_line line[PROCESS_LINES];
};

/*
 * What it did in the last step, what it does next or waits for, how it has ended; what it has in
 * hand, and what it says of itself.
 */
void process_lines(struct process_lines *lines, const struct scene *scene,
		   const struct actor *actor);

/* Whether it took the last step. */
bool is_stepper(const struct scene *scene, const struct actor *actor);

#endif
