/* What is watched, and what was told of it last. */
#include <inttypes.h>
#include <stdio.h>
#include "kinds/inotify/state.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

static enum shape inotify_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

static struct extent inotify_most(const struct object *object)
{
	(void)object;
	return (struct extent){5, 34};
}

static void watch_words(const struct inotify_state *state, char *out, size_t size)
{
	if (state->watches > 1)
		snprintf(out, size, "%" PRIu32 " watched", state->watches);
	else if (state->watches)
		snprintf(out, size, "%s", state->path);
	else
		snprintf(out, size, "nothing watched");
}

static void inotify_draw(struct canvas *cv, const struct placed_object *placed,
			 const struct scene *scene)
{
	const struct inotify_state *state = inotify_of(placed->object);
	struct rect in = object_frame(cv, placed);
	char text[64];

	(void)scene;
	watch_words(state, text, sizeof(text));
	draw_centered(cv, in, in.rows > 2 ? 1 : 0, ROLE_PLAIN, text);
	if (state->told && in.rows > 1)
		draw_centered(cv, in, in.rows > 2 ? 2 : 1, ROLE_ITEM, state->last);
}

static enum role inotify_brief(const struct object *object, const struct scene *scene, char *out,
			       size_t size)
{
	char watched[40];

	(void)scene;
	watch_words(inotify_of(object), watched, sizeof(watched));
	snprintf(out, size, "[%s]", watched);
	return inotify_of(object)->told ? ROLE_ITEM : ROLE_PLAIN;
}

const struct kind_view inotify_view = {
	.shape = inotify_shape,
	.least = {3, 14},
	.most = inotify_most,
	.draw = inotify_draw,
	.brief = inotify_brief,
};
