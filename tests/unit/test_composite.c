/* Queues and pools: items, who has them in hand, and what their processes wait for. */
#include "kinds/composite/state.h"
#include "model_records.h"

enum { WHOLE = 2, PART = 3 };

static struct record item(unsigned actor, enum operation operation, uint64_t id, int content)
{
	struct record record = with_argument(did(actor, operation, WHOLE, 0), id);
	return with_size(with_bytes(record, &content, sizeof content), sizeof content);
}

static struct record scope(unsigned actor, const char *word)
{
	return at_place(with_text(did(actor, OP_SCOPE_OPEN, WHOLE, 0), word), 0x99);
}

static struct stage *composite(enum object_kind kind, const char *text, unsigned capacity,
			       unsigned children)
{
	struct stage *stage = stage_new();
	births(stage, children);
	struct record named = name(WHOLE, kind, text);
	named.value = capacity;
	fold(stage, named);
	fold(stage, with_argument(did(0, OP_PART, PART, OBJECT_SEMAPHORE), WHOLE));
	fold(stage, name(PART, OBJECT_SEMAPHORE, "slots"));
	return stage;
}

static const struct composite_state *whole_of(const struct stage *stage)
{
	return composite_of(stage_find(stage, WHOLE));
}

static void items_pass_through_a_queue(void **state)
{
	(void)state;
	struct stage *stage = composite(OBJECT_QUEUE, "queue", 3, 2);
	says(stage, scope(1, "put"), "1 calls put of queue");
	says(stage, item(1, OP_ITEM_PUT, 1, 7), "1 puts 7 into queue");
	says(stage, item(1, OP_ITEM_PUT, 2, 8), "1 puts 8 into queue");
	assert_int_equal(whole_of(stage)->depth, 2);
	assert_string_equal(whole_of(stage)->items[0].text, "7");
	says(stage, with_argument(did(2, OP_ITEM_TAKE, WHOLE, 0), 1), "2 takes 7 out of queue");
	assert_int_equal(whole_of(stage)->depth, 1);
	assert_int_equal(whole_of(stage)->most, 2);
	assert_string_equal(whole_of(stage)->items[0].text, "8");
	assert_int_equal(stage->actors[2].item_object, WHOLE);
	assert_string_equal(stage->actors[2].item_text, "7");
	says(stage, with_argument(did(2, OP_ITEM_DONE, WHOLE, 0), 1), "2 is done with 7");
	assert_int_equal(stage->actors[2].item_object, 0);
	assert_int_equal(whole_of(stage)->depth_count, 3);
	assert_int_equal(whole_of(stage)->depths[1], 2);
	assert_int_equal(whole_of(stage)->depths[2], 1);
	says(stage, with_argument(did(2, OP_ITEM_TAKE, WHOLE, 0), 99),
	     "2 takes item 99 out of queue");
	free(stage);
}

static void a_joinable_queue_counts_what_is_not_done(void **state)
{
	(void)state;
	const struct record done = with_text(did(1, OP_TELL, WHOLE, 0), "done");
	struct stage *stage = composite(OBJECT_QUEUE, "queue", 3, 1);
	says(stage, with_text(did(0, OP_TELL, WHOLE, 0), "joinable"), "");
	fold(stage, item(0, OP_ITEM_PUT, 1, 7));
	fold(stage, item(0, OP_ITEM_PUT, 2, 8));
	fold(stage, item(0, OP_ITEM_PUT, 3, 9));
	fold(stage, scope(0, "join"));
	fold(stage, park(0, OP_SEM_WAIT, PART));
	says_next(stage, 0, "wait until all of queue is done");
	fold(stage, with_argument(did(1, OP_ITEM_TAKE, WHOLE, 0), 1));
	assert_int_equal(composite_unfinished(whole_of(stage)), 3);
	assert_int_equal(stage->actors[1].item_object, WHOLE);
	says(stage, done, "1 says that a task of queue is done: 2 are not");
	assert_int_equal(stage->actors[1].item_object, 0);
	says(stage, done, "1 says that a task of queue is done: 1 is not");
	says(stage, done, "1 says that a task of queue is done: all are");
	assert_int_equal(composite_unfinished(whole_of(stage)), 0);
	free(stage);
}

static void a_queue_waits_for_items_and_for_room(void **state)
{
	(void)state;
	struct stage *stage = composite(OBJECT_QUEUE, "queue", 1, 2);
	fold(stage, scope(2, "get"));
	fold(stage, park(2, OP_SEM_WAIT, PART));
	says_next(stage, 2, "take an item out of queue");
	says_wait(stage, 2, "an item in queue, which is empty");
	fold(stage, item(1, OP_ITEM_PUT, 1, 7));
	says_wait(stage, 2, "a token of slots: there is none");
	fold(stage, scope(1, "put"));
	fold(stage, park(1, OP_SEM_WAIT, PART));
	says_next(stage, 1, "put an item into queue");
	says_wait(stage, 1, "room in queue, which is full");
	char text[128];
	say_wait_part(stage, &stage->actors[1], text, sizeof text);
	assert_string_equal(text, "a token of slots: there is none");
	say_next_part(stage, &stage->actors[1], text, sizeof text);
	assert_string_equal(text, "take a token of slots");
	free(stage);
}

static void a_long_queue_keeps_its_oldest_items_and_last_depths(void **state)
{
	(void)state;
	struct stage *stage = composite(OBJECT_QUEUE, "queue", 0, 1);
	for (int i = 0; i < COMPOSITE_ITEMS + 10; i++)
		fold(stage, item(0, OP_ITEM_PUT, (uint64_t)i, i));
	assert_int_equal(whole_of(stage)->count, COMPOSITE_ITEMS);
	assert_int_equal(whole_of(stage)->depth, COMPOSITE_ITEMS + 10);
	assert_int_equal(whole_of(stage)->depth_count, 32);
	assert_int_equal(whole_of(stage)->depths[31], COMPOSITE_ITEMS + 10);
	assert_int_equal(whole_of(stage)->depths[0], COMPOSITE_ITEMS + 10 - 31);
	free(stage);
}

static void a_pool_hands_tasks_to_workers(void **state)
{
	(void)state;
	struct stage *stage = composite(OBJECT_POOL, "pool", 3, 3);
	says(stage, item(0, OP_ITEM_PUT, 5, 50), "0 puts task 5 into pool");
	says(stage, item(0, OP_ITEM_PUT, 4, 40), "0 puts task 4 into pool");
	assert_int_equal(whole_of(stage)->items[0].id, 4);
	says(stage, with_argument(did(2, OP_ITEM_TAKE, WHOLE, 0), 4), "2 begins task 4");
	assert_int_equal(whole_of(stage)->items[0].stage, ITEM_TAKEN);
	assert_int_equal(whole_of(stage)->items[0].actor, 2);
	assert_int_equal(whole_of(stage)->items[1].stage, ITEM_WAITING);
	assert_int_equal(whole_of(stage)->depth, 1);
	says(stage, item(2, OP_ITEM_DONE, 4, 14), "2 finishes task 4: 14");
	assert_int_equal(whole_of(stage)->items[0].stage, ITEM_FINISHED);
	assert_string_equal(whole_of(stage)->items[0].result, "14");
	fold(stage, scope(0, "join"));
	fold(stage, park(0, OP_SEM_WAIT, PART));
	says_wait(stage, 0, "1 task of pool to be finished");
	fold(stage, with_argument(did(2, OP_ITEM_TAKE, WHOLE, 0), 5));
	fold(stage, scope(2, "get result"));
	fold(stage, park(2, OP_SEM_WAIT, PART));
	says_wait(stage, 2, "another task of pool, in the middle of its own task 5");
	fold(stage, scope(1, "get task"));
	fold(stage, park(1, OP_SEM_WAIT, PART));
	says_next(stage, 1, "take a task of pool");
	says_wait(stage, 1, "a task of pool: there is none");
	/* Whoever submits waits for no task: something in the pool is in the way. */
	fold(stage, did(0, OP_SCOPE_CLOSE, WHOLE, 0));
	fold(stage, scope(0, "submit"));
	fold(stage, park(0, OP_SEM_WAIT, PART));
	says_wait(stage, 0, "a token of slots: there is none");
	free(stage);
}

static void a_worker_takes_its_task_into_the_grave(void **state)
{
	(void)state;
	struct stage *stage = composite(OBJECT_POOL, "pool", 2, 2);
	fold(stage, item(0, OP_ITEM_PUT, 4, 40));
	fold(stage, with_argument(did(2, OP_ITEM_TAKE, WHOLE, 0), 4));
	fold(stage, with_argument(did(2, OP_DEATH, 0, 9), 3));
	assert_int_equal(whole_of(stage)->items[0].stage, ITEM_LOST);
	assert_int_equal(whole_of(stage)->lost, 1);
	fold(stage, scope(0, "join"));
	fold(stage, park(0, OP_SEM_WAIT, PART));
	says_wait(stage, 0, "the result of task 4, lost with 2");
	free(stage);
}

static void finished_tasks_make_room_for_new_ones(void **state)
{
	(void)state;
	struct stage *stage = composite(OBJECT_POOL, "pool", 1, 1);
	for (int i = 0; i < COMPOSITE_ITEMS; i++)
		fold(stage, item(0, OP_ITEM_PUT, (uint64_t)i, i));
	fold(stage, item(0, OP_ITEM_PUT, 900, 1));
	assert_int_equal(whole_of(stage)->items[COMPOSITE_ITEMS - 1].id, COMPOSITE_ITEMS - 1);
	fold(stage, with_argument(did(1, OP_ITEM_TAKE, WHOLE, 0), 7));
	fold(stage, item(1, OP_ITEM_DONE, 7, 1));
	fold(stage, item(0, OP_ITEM_PUT, 901, 1));
	assert_int_equal(whole_of(stage)->count, COMPOSITE_ITEMS);
	assert_int_equal(whole_of(stage)->items[COMPOSITE_ITEMS - 1].id, 901);
	assert_int_equal(whole_of(stage)->items[7].id, 8);
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_pass_through_a_queue),
		cmocka_unit_test(a_joinable_queue_counts_what_is_not_done),
		cmocka_unit_test(a_queue_waits_for_items_and_for_room),
		cmocka_unit_test(a_long_queue_keeps_its_oldest_items_and_last_depths),
		cmocka_unit_test(a_pool_hands_tasks_to_workers),
		cmocka_unit_test(a_worker_takes_its_task_into_the_grave),
		cmocka_unit_test(finished_tasks_make_room_for_new_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
