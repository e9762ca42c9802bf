/* A signalfd: a badge with the signals that are read there. */
#include "kinds/signalfd/state.h"
#include "model/actor.h"
#include "view/stage/kind.h"

static enum shape signalfd_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BADGE;
}

static enum role signalfd_brief(const struct object *object, const struct scene *scene, char *out,
				size_t size)
{
	struct words words = words_begin(out, size);

	(void)scene;
	words_add(&words, "[");
	actor_say_signals(signalfd_of(object)->signals, &words);
	words_add(&words, "]");
	return ROLE_PLAIN;
}

const struct kind_view signalfd_view = {.shape = signalfd_shape, .brief = signalfd_brief};
