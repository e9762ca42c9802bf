/* How whatever moves messages one behind the other is drawn: a tube. */
#ifndef IPCSTAGE_KINDS_PIPE_DRAW_H
#define IPCSTAGE_KINDS_PIPE_DRAW_H

#include "view/stage/kind.h"

enum shape pipe_shape(const struct object *object);
struct extent pipe_most(const struct object *object);
void pipe_draw(struct canvas *cv, const struct placed_object *placed, const struct scene *scene);
enum role pipe_brief(const struct object *object, const struct scene *scene, char *out,
		     size_t size);
void pipe_direct(const struct scene *scene, struct placed_object *placed, struct set left,
		 struct set right);
int pipe_free_cols(const struct placed_object *placed, const struct object *object);

#endif
