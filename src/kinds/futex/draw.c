/* A futex: who waits at it, the first one first. The word itself is drawn as the value it is. */
#include <stdio.h>
#include "kinds/futex/state.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

static enum shape futex_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BLOCK;
}

static struct extent futex_most(const struct object *object)
{
	(void)object;
	return (struct extent){6, 30};
}

/* In order, or how many, where there is no room for their numbers. */
static enum role room_words(const struct futex_state *futex, int cols, char *out, size_t size)
{
	int used = snprintf(out, size, futex->count ? "waiting:" : "nobody waits");

	for (unsigned i = 0; i < futex->count; i++) {
		if (used + 4 > cols || (size_t)used + 5 > size) {
			snprintf(out, size, futex->count > 1 ? "%u wait" : "%u waits",
				 futex->count);
			break;
		}
		used += snprintf(out + used, size - (size_t)used, " %u", futex->waiting[i]);
	}
	return futex->count ? ROLE_WAITING : ROLE_DIM;
}

static void futex_draw(struct canvas *cv, const struct placed_object *placed,
		       const struct scene *scene)
{
	const struct futex_state *futex = futex_of(placed->object);
	struct rect in = object_frame(cv, placed);
	char text[64];
	enum role role = room_words(futex, in.cols, text, sizeof(text));

	(void)scene;
	draw_centered(cv, in, in.rows > 1 ? (in.rows - 1) / 2 : 0, role, text);
}

static enum role futex_brief(const struct object *object, const struct scene *scene, char *out,
			     size_t size)
{
	char room[40];
	enum role role = room_words(futex_of(object), 32, room, sizeof(room));

	(void)scene;
	snprintf(out, size, "[%s]", room);
	return role;
}

const struct kind_view futex_view = {
	.shape = futex_shape,
	.least = {3, 14},
	.most = futex_most,
	.draw = futex_draw,
	.brief = futex_brief,
};
