/* The table of object kinds: each has what it must have, and says and draws what it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "stages.h"
#include "kinds/mutex/state.h"
#include "kinds/condition/state.h"
#include "kinds/event/state.h"
#include "kinds/barrier/state.h"
#include "kinds/rwlock/state.h"
#include "view/stage/kind.h"
#include "sets.h"

static struct stage stage;
static const struct scene scene = {.now = &stage, .selected = -1};

static void test_every_kind_has_its_row(void **state)
{
	(void)state;
	for (int kind = OBJECT_NONE; kind < OBJECT_KINDS; kind++) {
		const struct kind_view *view = kind_view((enum object_kind)kind);
		struct object_alone alone;
		const struct object *object = put_alone(&alone, (enum object_kind)kind, "x");
		enum shape shape;

		assert_non_null(view->shape);
		assert_non_null(view->brief);
		shape = view->shape(object);
		if (shape == SHAPE_NONE || shape == SHAPE_BADGE)
			continue;
		assert_non_null(view->draw);
		assert_non_null(view->most);
		assert_true(view->least.rows >= 3 && view->least.cols >= 4);
		assert_true(view->most(object).rows >= view->least.rows);
	}
}

static void expect_brief(const struct object *object, enum role role, const char *expected)
{
	char brief[128];

	assert_int_equal(kind_view(object->kind)->brief(object, &scene, brief, sizeof(brief)),
			 role);
	assert_string_equal(brief, expected);
}

static void test_locks_in_words(void **state)
{
	struct object_alone alone[2];
	struct object *mutex = put_alone(&alone[0], OBJECT_MUTEX, "");
	struct object *lock = put_alone(&alone[1], OBJECT_SEMAPHORE, "");

	(void)state;
	expect_brief(mutex, ROLE_DIM, "[unused]");
	mutex_own(mutex)->last_owner = 1;
	expect_brief(mutex, ROLE_PLAIN, "[open]");
	mutex_own(mutex)->owner = 2;
	expect_brief(mutex, ROLE_ITEM, "[locked by 1]");
	mutex_own(mutex)->depth = 2;
	expect_brief(mutex, ROLE_ITEM, "[locked by 1, 2 deep]");
	*mutex_own(mutex) = (struct mutex_state){.owner_died = true, .last_owner = 3};
	expect_brief(mutex, ROLE_BAD, "[owner 2 died]");
	*semaphore_own(lock) =
		(struct semaphore_state){.used_as_lock = true, .tokens = 1, .most = 1};
	expect_brief(lock, ROLE_DIM, "[unused]");
	semaphore_own(lock)->takers = bits(4);
	expect_brief(lock, ROLE_PLAIN, "[open]");
	semaphore_own(lock)->tokens = 0;
	semaphore_own(lock)->inside = bits(4);
	expect_brief(lock, ROLE_ITEM, "[locked by 2]");
}

static void test_waiting_in_words(void **state)
{
	struct object_alone alone[4];
	struct object *condition = put_alone(&alone[0], OBJECT_CONDITION, "");
	struct object *event = put_alone(&alone[1], OBJECT_EVENT, "");
	struct object *barrier = put_alone(&alone[2], OBJECT_BARRIER, "");
	struct object *lock = put_alone(&alone[3], OBJECT_RWLOCK, "");

	(void)state;
	expect_brief(condition, ROLE_PLAIN, "[nobody waits]");
	*condition_own(condition) =
		(struct condition_state){.count = 2, .waiting = {3, 1}, .notified = bits(4)};
	expect_brief(condition, ROLE_WAITING, "[waiting: 3 1, woken: 2]");
	expect_brief(event, ROLE_PLAIN, "[not set]");
	event_own(event)->set = true;
	expect_brief(event, ROLE_ITEM, "[set]");
	*barrier_own(barrier) = (struct barrier_state){.parties = 3, .arrived = bits(6)};
	expect_brief(barrier, ROLE_ITEM, "[2 of 3 here]");
	barrier_own(barrier)->broken = true;
	expect_brief(barrier, ROLE_BAD, "[broken]");
	expect_brief(lock, ROLE_DIM, "[unused]");
	rwlock_own(lock)->used = true;
	expect_brief(lock, ROLE_PLAIN, "[open]");
	rwlock_own(lock)->readers = bits(6);
	expect_brief(lock, ROLE_ITEM, "[read by 1 2]");
	rwlock_own(lock)->writer = 4;
	expect_brief(lock, ROLE_ITEM, "[written by 3]");
}

static void test_others_in_words(void **state)
{
	struct object_alone alone;
	struct object *object = put_alone(&alone, OBJECT_VALUE, "");

	(void)state;
	expect_brief(object, ROLE_ITEM, "= ?");
	*value_own(object) = (struct value_state){.known = true, .bytes = 4, .content = 0xffffffff};
	expect_brief(object, ROLE_ITEM, "= -1");
	*value_own(object) = (struct value_state){.type = 'B', .length = 3, .cells_known = 5};
	value_own(object)->cells[0] = 200;
	value_own(object)->cells[2] = 7;
	expect_brief(object, ROLE_ITEM, "[200 ∙ 7]");
	object = put_alone(&alone, OBJECT_SEMAPHORE, "");
	*semaphore_own(object) = (struct semaphore_state){.tokens = 1, .initial = 3, .most = 3};
	expect_brief(object, ROLE_ITEM, "◉◌◌  1 left");
	object = put_alone(&alone, OBJECT_QUEUE, "");
	composite_own(object)->capacity = composite_own(object)->depth = 3;
	expect_brief(object, ROLE_ITEM, "3 of 3, full");
	composite_own(object)->joinable = true;
	composite_own(object)->put = 5;
	composite_own(object)->done = 1;
	expect_brief(object, ROLE_ITEM, "3 of 3, full, 4 unfinished");
	object = put_alone(&alone, OBJECT_PIPE, "");
	pipe_own(object)->capacity = 4096;
	expect_brief(object, ROLE_DIM, " empty ");
	pipe_own(object)->bytes = 4;
	put_item(pipe_own(object)->items, &pipe_own(object)->count, "7");
	expect_brief(object, ROLE_ITEM, " 1 message, 4 of 4096 bytes [7]");
}

static void expect_drawn(const struct object *object, struct extent size, const char *expected)
{
	struct placed_object placed = {
		.object = object, .at = {0, 0, size.rows, size.cols}, .directed = true};
	struct canvas cv;
	char *dump;

	assert_int_equal(canvas_init(&cv, size.rows, size.cols, false), 0);
	placed.shape = kind_view(object->kind)->shape(object);
	kind_view(object->kind)->draw(&cv, &placed, &scene);
	dump = canvas_dump(&cv, false);
	assert_string_equal(dump, expected);
	free(dump);
	canvas_release(&cv);
}

static void test_value_small_and_big(void **state)
{
	struct object_alone alone;
	struct object *value = put_alone(&alone, OBJECT_VALUE, "n");

	(void)state;
	*value_own(value) = (struct value_state){.known = true, .bytes = 4, .content = 1};
	expect_drawn(value, (struct extent){3, 9}, "╔ n ════╗\n║   1   ║\n╚═══════╝\n");
	expect_drawn(value, (struct extent){7, 9},
		     "╔ n ════╗\n║   █   ║\n║  ██   ║\n║   █   ║\n║   █   ║\n║  ███  ║\n"
		     "╚═══════╝\n");
	value_own(value)->lost = 2;
	expect_drawn(value, (struct extent){4, 10},
		     "╔ n ═════╗\n║   1    ║\n║ 2 lost ║\n╚════════╝\n");
}

static void test_pipe_counts_what_does_not_fit(void **state)
{
	struct object_alone alone;
	struct object *pipe = put_alone(&alone, OBJECT_PIPE, "p");

	(void)state;
	stage_init(&stage);
	*pipe_own(pipe) = (struct pipe_state){.bytes = 12, .capacity = 64};
	put_item(pipe_own(pipe)->items, &pipe_own(pipe)->count, "1");
	put_item(pipe_own(pipe)->items, &pipe_own(pipe)->count, "2");
	put_item(pipe_own(pipe)->items, &pipe_own(pipe)->count, "3");
	pipe_own(pipe)->items[0].torn = true;
	expect_drawn(pipe, (struct extent){3, 14},
		     "╔ p ═════════╗\n► +2     [1~ ►\n╚═ 12 of 64 ═╝\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_kind_has_its_row),
		cmocka_unit_test(test_locks_in_words),
		cmocka_unit_test(test_waiting_in_words),
		cmocka_unit_test(test_others_in_words),
		cmocka_unit_test(test_value_small_and_big),
		cmocka_unit_test(test_pipe_counts_what_does_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
