/*
 * The locks of a file: open, or who has it, and which bytes where it is not all of them. Always a
 * badge: it guards the file that stands in the middle.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "kinds/file_lock/state.h"
#include "model/kind.h"
#include "model/waits.h"
#include "model/words.h"
#include "view/stage/attention.h"
#include "view/stage/kind.h"
#include "view/stage/object_frame.h"

static enum shape lock_shape(const struct object *object)
{
	(void)object;
	return SHAPE_BADGE;
}

/* "[1: 0-9, 2: 10-19]". */
static void ranges_text(const struct file_lock_state *lock, char *out, size_t size)
{
	struct words words = words_begin(out, size);

	for (unsigned i = 0; i < lock->count; i++) {
		const struct held_lock *held = &lock->held[i];

		words_add(&words, i ? ", %u: %" PRIu64 "-" : "[%u: %" PRIu64 "-", held->actor,
			  held->first);
		if (held->end != UINT64_MAX)
			words_add(&words, "%" PRIu64, held->end - 1);
	}
	words_add(&words, "]");
}

static enum role lock_brief(const struct object *object, const struct scene *scene, char *out,
			    size_t size)
{
	const struct file_lock_state *lock = file_lock_of(object);
	bool whole = true;
	char numbers[24];

	if (lock_unused(scene->now, object)) {
		snprintf(out, size, "[unused]");
		return ROLE_DIM;
	}
	if (!lock->count) {
		snprintf(out, size, "[open]");
		return ROLE_PLAIN;
	}
	for (unsigned i = 0; i < lock->count; i++)
		whole &= lock->held[i].first == 0 && lock->held[i].end == UINT64_MAX;
	numbers_of(object_holders(object), 12, numbers, sizeof(numbers));
	if (whole)
		snprintf(out, size, lock->held[0].shared ? "[shared by %s]" : "[locked by %s]",
			 numbers);
	else
		ranges_text(lock, out, size);
	return ROLE_ITEM;
}

const struct kind_view file_lock_view = {.shape = lock_shape, .brief = lock_brief};
