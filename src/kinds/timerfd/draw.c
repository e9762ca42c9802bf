/* A timerfd: a badge that says what it is set to. */
#include <stdio.h>
#include "kinds/timerfd/state.h"
#include "model/words.h"
#include "view/stage/kind.h"

static enum shape timerfd_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BADGE;
}

static enum role timerfd_brief(const struct object *object, const struct scene *scene, char *out,
			       size_t size)
{
	const struct timerfd_state *timer = timerfd_of(object);
	struct words words = words_begin(out, size);

	(void)scene;
	if (timer->after_ns == 0) {
		words_add(&words, "[not set]");
		return ROLE_DIM;
	}
	words_add(&words, timer->period_ns ? "[every " : "[after ");
	words_seconds(&words, timer->period_ns ? timer->period_ns : timer->after_ns);
	words_add(&words, "]");
	return ROLE_ITEM;
}

const struct kind_view timerfd_view = {.shape = timerfd_shape, .brief = timerfd_brief};
