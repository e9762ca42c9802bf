/* Files, their locks, eventfds; and what becomes of memory that is not shared. */
#include "model_records.h"
#include "sets.h"
#include "kinds/file/state.h"
#include "kinds/file_lock/state.h"
#include "kinds/value/state.h"

static struct record transfer(unsigned actor, enum operation operation, const char *text,
			      uint64_t at)
{
	struct record record = with_text(did(actor, operation, 1, strlen(text)), text);
	record.flags = RECORD_VISIBLE;
	record.size = 15;
	return with_argument(record, record_place(3, at));
}

static struct record lock(unsigned actor, enum operation operation, uint64_t first, uint64_t bytes,
			  uint32_t options)
{
	struct record record = did(actor, operation, 2, bytes);
	record.size = options;
	return with_argument(record, record_place(1, first));
}

static struct stage *with_file(void)
{
	struct stage *stage = stage_new();
	births(stage, 2);
	fold(stage, name(1, OBJECT_FILE, "counter"));
	fold(stage, name(2, OBJECT_FILE_LOCK, "lock on counter"));
	return stage;
}

static void a_number_in_a_file_loses_updates(void **state)
{
	struct stage *stage = with_file();
	char text[256];

	(void)state;
	says(stage, transfer(0, OP_WRITE, "0\n", 0), "0 writes 0 into counter");
	says(stage, transfer(1, OP_READ, "0\n", 0), "1 reads 0 from counter");
	says(stage, transfer(2, OP_READ, "0\n", 0), "2 reads 0 from counter");
	fold(stage, park(1, OP_WRITE, 1));
	fold(stage, park(2, OP_WRITE, 1));
	stage_mark(stage, bits(6));
	assert_true(say_pattern(stage, text, sizeof text) > 0);
	assert_non_null(strstr(text, "both hold 0"));
	says(stage, transfer(1, OP_WRITE, "1\n", 0), "1 writes 1 into counter");
	says(stage, transfer(2, OP_WRITE, "1\n", 0), "2 writes 1 into counter, wiping out 1's 1");
	assert_int_equal(stage->lost_updates, 1);
	assert_int_equal(file_of(stage_find(stage, 1))->length, 2);
	free(stage);
}

static void a_text_is_no_number(void **state)
{
	struct stage *stage = with_file();
	const struct file_state *file = file_of(stage_find(stage, 1));

	(void)state;
	fold(stage, transfer(1, OP_WRITE, "first\n", 0));
	says(stage, transfer(2, OP_WRITE, "second", 6), "2 writes second into counter at byte 6");
	assert_false(file->is_number);
	assert_int_equal(file->length, 12);
	assert_memory_equal(file->content, "first\nsecond", 12);
	says(stage, with_argument(with_size(did(1, OP_READ, 1, 0), 8), record_place(3, 12)),
	     "1 has read counter to its end");
	says(stage, with_size(did(1, OP_TRUNCATE, 1, 0), 5), "1 makes counter 5 bytes long");
	assert_int_equal(file->length, 5);
	assert_int_equal(file->content[5], '\0');
	free(stage);
}

static void a_lock_keeps_others_out(void **state)
{
	struct stage *stage = with_file();

	(void)state;
	says(stage, lock(1, OP_LOCK, 0, 0, 0), "1 takes lock on counter");
	fold(stage, with_size(with_argument(park(2, OP_LOCK, 2), record_place(1, 0)), 0));
	stage_mark(stage, bits(2));
	says_wait(stage, 2, "lock on counter: 1 has it");
	says(stage, with_error(lock(2, OP_TRYLOCK, 0, 0, 0), 11),
	     "2 cannot take lock on counter: 1 has it");
	says(stage, lock(1, OP_UNLOCK, 0, 0, 0), "1 releases lock on counter");
	assert_int_equal(file_lock_of(stage_find(stage, 2))->count, 0);
	free(stage);
}

static void one_opening_has_one_lock(void **state)
{
	struct stage *stage = with_file();

	(void)state;
	fold(stage, lock(1, OP_LOCK, 0, 0, 0));
	says(stage, lock(2, OP_LOCK, 0, 0, 0),
	     "2 takes lock on counter, although 1 has it: through the same opening of the file");
	fold(stage, lock(2, OP_UNLOCK, 0, 0, 0));
	assert_int_equal(file_lock_of(stage_find(stage, 2))->count, 0);
	free(stage);
}

static void ranges_are_cut(void **state)
{
	struct stage *stage = with_file();
	const struct file_lock_state *held = file_lock_of(stage_find(stage, 2));

	(void)state;
	says(stage, lock(1, OP_LOCK, 0, 30, LOCK_OF_PROCESS),
	     "1 takes bytes 0-29 of lock on counter");
	fold(stage, lock(2, OP_LOCK, 30, 0, LOCK_OF_PROCESS));
	fold(stage, lock(1, OP_UNLOCK, 10, 10, LOCK_OF_PROCESS));
	assert_int_equal(held->count, 3);
	fold(stage, lock(1, OP_UNLOCK, 0, 0, LOCK_OF_PROCESS | LOCK_BY_CLOSE));
	assert_int_equal(held->count, 1);
	assert_int_equal(held->held[0].actor, 2);
	assert_int_equal(held->held[0].first, 30);
	fold(stage, did(2, OP_EXIT, 0, 0));
	assert_int_equal(held->count, 0);
	free(stage);
}

static struct record moved(unsigned actor, enum operation operation, uint64_t number)
{
	return with_bytes(did(actor, operation, 1, 8), &number, sizeof number);
}

static void an_eventfd_counts(void **state)
{
	struct stage *stage = stage_new();

	(void)state;
	births(stage, 1);
	says(stage, did(0, OP_EVENTFD, 1, 0), "0 makes eventfd 1, which is 0");
	says(stage, moved(1, OP_WRITE, 3), "1 adds 3 to eventfd 1: now 3");
	says(stage, moved(0, OP_READ, 1), "0 takes 1 from eventfd 1: now 2");
	free(stage);
}

static struct record copy_named(unsigned actor, unsigned object)
{
	struct record record = name(object, OBJECT_VALUE, "counter");
	record.actor = (uint8_t)actor;
	record.flags = RECORD_PRIVATE;
	return record;
}

static struct record copy_stored(unsigned actor, unsigned object, uint64_t value)
{
	struct record record = did(actor, OP_STORE, object, value);
	record.size = 4;
	record.flags = RECORD_PRIVATE;
	return record;
}

/* Copy on write: a page is one for all until somebody stores into it while others have it. */
static void who_stores_first_gets_a_page(void **state)
{
	struct stage *stage = stage_new();

	(void)state;
	births(stage, 0);
	fold(stage, copy_named(0, 1));
	fold(stage, copy_stored(0, 1, 7));
	for (unsigned child = 1; child <= 2; child++) {
		fold(stage, begin(child, 0));
		fold(stage, copy_named(child, 1 + child));
	}
	assert_int_equal(value_of(stage_find(stage, 2))->page,
			 value_of(stage_find(stage, 1))->page);
	assert_int_equal(value_of(stage_find(stage, 2))->content, 7);
	fold(stage, copy_stored(1, 2, 8));
	assert_int_not_equal(value_of(stage_find(stage, 2))->page,
			     value_of(stage_find(stage, 1))->page);
	assert_int_equal(value_of(stage_find(stage, 3))->page,
			 value_of(stage_find(stage, 1))->page);
	assert_int_equal(value_of(stage_find(stage, 1))->content, 7);
	fold(stage, did(2, OP_EXIT, 0, 0));
	fold(stage, copy_stored(0, 1, 9)); /* nobody else has it any more */
	assert_int_equal(value_of(stage_find(stage, 1))->page, 1);
	free(stage);
}

static void who_is_not_waited_for_is_a_zombie(void **state)
{
	struct stage *stage = stage_new();

	(void)state;
	births(stage, 2);
	fold(stage, did(1, OP_EXIT, 0, 3));
	assert_true(stage->spaces[1].zombie);
	says(stage, did(0, OP_WAIT, 0, 1), "0 sees that 1 has ended with status 3");
	assert_false(stage->spaces[1].zombie);
	fold(stage, did(0, OP_EXIT, 0, 0));
	fold(stage, did(2, OP_EXIT, 0, 0)); /* somebody else reaps it */
	assert_false(stage->spaces[2].zombie);
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_in_a_file_loses_updates),
		cmocka_unit_test(a_text_is_no_number),
		cmocka_unit_test(a_lock_keeps_others_out),
		cmocka_unit_test(one_opening_has_one_lock),
		cmocka_unit_test(ranges_are_cut),
		cmocka_unit_test(an_eventfd_counts),
		cmocka_unit_test(who_stores_first_gets_a_page),
		cmocka_unit_test(who_is_not_waited_for_is_a_zombie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
