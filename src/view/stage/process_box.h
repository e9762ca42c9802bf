/*
 * A process on the stage: a box with its number and name, what it did or does next or waits for,
 * what it has in hand; or, where there is no room, one line of the same.
 */
#ifndef IPCSTAGE_VIEW_STAGE_PROCESS_BOX_H
#define IPCSTAGE_VIEW_STAGE_PROCESS_BOX_H

#include "view/cells/canvas.h"
#include "view/stage/scene.h"

enum { PROCESS_BOX_ROWS = 3 }; /* from here on it is a box */

void actor_draw(struct canvas *cv, struct rect at, const struct scene *scene,
		const struct actor *actor);

/*
 * The box of a process that has threads, by the actor that it began with; `folded` have ended and
 * share its last row. The threads are drawn into it, each into its rows of the box's full width;
 * one has a name to show if it is not the process's, which is in the box's title.
 */
void space_draw(struct canvas *cv, struct rect at, const struct scene *scene,
		const struct actor *first, struct set folded);
bool thread_has_name(const struct stage *stage, const struct actor *actor);
void thread_draw(struct canvas *cv, struct rect at, const struct scene *scene,
		 const struct actor *actor);

#endif
