/* The table of object kinds: each has what it must have, and says and draws what it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "stages.h"
#include "view/stage/kind.h"
#include "sets.h"

static struct stage stage;
static const struct scene scene = {.now = &stage, .selected = -1};

static void test_every_kind_has_its_row(void **state)
{
	(void)state;
	for (int kind = OBJECT_NONE; kind < OBJECT_KINDS; kind++) {
		const struct object_view *view = object_view((enum object_kind)kind);
		const struct object object = {.kind = (uint8_t)kind};
		enum shape shape;

		assert_non_null(view->shape);
		assert_non_null(view->brief);
		shape = view->shape(&object);
		if (shape == SHAPE_NONE || shape == SHAPE_BADGE)
			continue;
		assert_non_null(view->draw);
		assert_non_null(view->most);
		assert_true(view->least.rows >= 3 && view->least.cols >= 4);
		assert_true(view->most(&object).rows >= view->least.rows);
	}
}

static void expect_brief(const struct object *object, enum role role, const char *expected)
{
	char brief[128];

	assert_int_equal(object_view(object->kind)->brief(object, &scene, brief, sizeof(brief)),
			 role);
	assert_string_equal(brief, expected);
}

static void test_locks_in_words(void **state)
{
	struct object mutex = {.kind = OBJECT_MUTEX};
	struct object lock = {.kind = OBJECT_SEMAPHORE};

	(void)state;
	expect_brief(&mutex, ROLE_DIM, "[unused]");
	mutex.mutex.last_owner = 1;
	expect_brief(&mutex, ROLE_PLAIN, "[open]");
	mutex.mutex.owner = 2;
	expect_brief(&mutex, ROLE_ITEM, "[locked by 1]");
	mutex.mutex.depth = 2;
	expect_brief(&mutex, ROLE_ITEM, "[locked by 1, 2 deep]");
	mutex.mutex = (struct mutex_state){.owner_died = true, .last_owner = 3};
	expect_brief(&mutex, ROLE_BAD, "[owner 2 died]");
	lock.semaphore = (struct semaphore_state){.used_as_lock = true, .tokens = 1, .most = 1};
	expect_brief(&lock, ROLE_DIM, "[unused]");
	lock.semaphore.takers = bits(4);
	expect_brief(&lock, ROLE_PLAIN, "[open]");
	lock.semaphore.tokens = 0;
	lock.semaphore.inside = bits(4);
	expect_brief(&lock, ROLE_ITEM, "[locked by 2]");
}

static void test_waiting_in_words(void **state)
{
	struct object condition = {.kind = OBJECT_CONDITION}, event = {.kind = OBJECT_EVENT};
	struct object barrier = {.kind = OBJECT_BARRIER}, lock = {.kind = OBJECT_RWLOCK};

	(void)state;
	expect_brief(&condition, ROLE_PLAIN, "[nobody waits]");
	condition.condition =
		(struct condition_state){.count = 2, .waiting = {3, 1}, .notified = bits(4)};
	expect_brief(&condition, ROLE_WAITING, "[waiting: 3 1, woken: 2]");
	expect_brief(&event, ROLE_PLAIN, "[not set]");
	event.event.set = true;
	expect_brief(&event, ROLE_ITEM, "[set]");
	barrier.barrier = (struct barrier_state){.parties = 3, .arrived = bits(6)};
	expect_brief(&barrier, ROLE_ITEM, "[2 of 3 here]");
	barrier.barrier.broken = true;
	expect_brief(&barrier, ROLE_BAD, "[broken]");
	expect_brief(&lock, ROLE_DIM, "[unused]");
	lock.rwlock.used = true;
	expect_brief(&lock, ROLE_PLAIN, "[open]");
	lock.rwlock.readers = bits(6);
	expect_brief(&lock, ROLE_ITEM, "[read by 1 2]");
	lock.rwlock.writer = 4;
	expect_brief(&lock, ROLE_ITEM, "[written by 3]");
}

static void test_others_in_words(void **state)
{
	struct object object = {.kind = OBJECT_VALUE};

	(void)state;
	expect_brief(&object, ROLE_ITEM, "= ?");
	object.value = (struct value_state){.known = true, .bytes = 4, .content = 0xffffffff};
	expect_brief(&object, ROLE_ITEM, "= -1");
	object.value = (struct value_state){.type = 'B', .length = 3, .cells_known = 5};
	object.value.cells[0] = 200;
	object.value.cells[2] = 7;
	expect_brief(&object, ROLE_ITEM, "[200 ∙ 7]");
	object = (struct object){.kind = OBJECT_SEMAPHORE};
	object.semaphore = (struct semaphore_state){.tokens = 1, .initial = 3, .most = 3};
	expect_brief(&object, ROLE_ITEM, "◉◌◌  1 left");
	object = (struct object){.kind = OBJECT_QUEUE};
	object.composite.capacity = object.composite.depth = 3;
	expect_brief(&object, ROLE_ITEM, "3 of 3, full");
	object.composite.joinable = true;
	object.composite.put = 5;
	object.composite.done = 1;
	expect_brief(&object, ROLE_ITEM, "3 of 3, full, 4 unfinished");
	object = (struct object){.kind = OBJECT_PIPE};
	object.pipe.capacity = 4096;
	expect_brief(&object, ROLE_DIM, " empty ");
	object.pipe.bytes = 4;
	put_item(object.pipe.items, &object.pipe.count, "7");
	expect_brief(&object, ROLE_ITEM, " 1 message, 4 of 4096 bytes [7]");
}

static void expect_drawn(const struct object *object, struct extent size, const char *expected)
{
	struct placed_object placed = {
		.object = object, .at = {0, 0, size.rows, size.cols}, .directed = true};
	struct canvas cv;
	char *dump;

	assert_int_equal(canvas_init(&cv, size.rows, size.cols, false), 0);
	placed.shape = object_view(object->kind)->shape(object);
	object_view(object->kind)->draw(&cv, &placed, &scene);
	dump = canvas_dump(&cv, false);
	assert_string_equal(dump, expected);
	free(dump);
	canvas_release(&cv);
}

static void test_value_small_and_big(void **state)
{
	struct object value = {.kind = OBJECT_VALUE, .name = "n"};

	(void)state;
	value.value = (struct value_state){.known = true, .bytes = 4, .content = 1};
	expect_drawn(&value, (struct extent){3, 9}, "╔ n ════╗\n║   1   ║\n╚═══════╝\n");
	expect_drawn(&value, (struct extent){7, 9},
		     "╔ n ════╗\n║   █   ║\n║  ██   ║\n║   █   ║\n║   █   ║\n║  ███  ║\n"
		     "╚═══════╝\n");
	value.value.lost = 2;
	expect_drawn(&value, (struct extent){4, 10},
		     "╔ n ═════╗\n║   1    ║\n║ 2 lost ║\n╚════════╝\n");
}

static void test_pipe_counts_what_does_not_fit(void **state)
{
	struct object pipe = {.kind = OBJECT_PIPE, .name = "p"};

	(void)state;
	stage_init(&stage);
	pipe.pipe = (struct pipe_state){.bytes = 12, .capacity = 64};
	put_item(pipe.pipe.items, &pipe.pipe.count, "1");
	put_item(pipe.pipe.items, &pipe.pipe.count, "2");
	put_item(pipe.pipe.items, &pipe.pipe.count, "3");
	pipe.pipe.items[0].torn = true;
	expect_drawn(&pipe, (struct extent){3, 14},
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
