/* How a number is drawn. */
#ifndef IPCSTAGE_KINDS_VALUE_DRAW_H
#define IPCSTAGE_KINDS_VALUE_DRAW_H

#include "view/stage/kind.h"

enum shape value_shape(const struct object *object);
struct extent value_most(const struct object *object);
int value_content_cols(const struct object *object);
void value_draw(struct canvas *cv, const struct placed_object *placed, const struct scene *scene);
enum role value_brief(const struct object *object, const struct scene *scene, char *out,
		      size_t size);

#endif
