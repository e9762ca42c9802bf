/* Shared values: sentences, versions, and the exact number of lost updates. */
#include "kinds/value/state.h"
#include "model_records.h"

enum { COUNTER = 4 };

static struct record atomic_add(unsigned actor, uint32_t old, uint32_t new)
{
	const unsigned char bytes[8] = {(unsigned char)old, (unsigned char)(old >> 8)};
	return with_bytes(step(actor, OP_ATOMIC, COUNTER, new), bytes, sizeof bytes);
}

static struct stage *counter_stage(void)
{
	struct stage *stage = stage_new();
	births(stage, 2);
	fold(stage, name(COUNTER, OBJECT_VALUE, "counter"));
	return stage;
}

static void a_store_over_a_newer_version_wipes_it_out(void **state)
{
	(void)state;
	struct stage *stage = counter_stage();
	says(stage, step(1, OP_LOAD, COUNTER, 3), "1 loads counter: 3");
	fold(stage, park(1, OP_STORE, COUNTER));
	says_next(stage, 1, "store counter");
	says(stage, step(2, OP_LOAD, COUNTER, 3), "2 loads counter: 3");
	says(stage, step(2, OP_STORE, COUNTER, 4), "2 stores counter: 4");
	assert_int_equal(stage->lost_updates, 0);
	says(stage, step(1, OP_STORE, COUNTER, 4), "1 stores counter: 4, wiping out 2's 4");
	const struct value_state *value = value_of(stage_find(stage, COUNTER));
	assert_int_equal(value->lost, 1);
	assert_int_equal(value->first_lost_step, 4);
	assert_int_equal(value->first_lost_by, 1 + 1);
	assert_int_equal(value->first_lost_of, 2 + 1);
	assert_int_equal(value->first_lost_loaded, 3);
	assert_int_equal(stage->lost_updates, 1);
	assert_int_equal(stage->actors[1].loaded_object, 0);
	free(stage);
}

static void several_stores_are_wiped_out_at_once(void **state)
{
	(void)state;
	struct stage *stage = counter_stage();
	fold(stage, step(1, OP_LOAD, COUNTER, 0));
	for (unsigned i = 0; i < 3; i++) {
		fold(stage, step(2, OP_LOAD, COUNTER, i));
		fold(stage, step(2, OP_STORE, COUNTER, i + 1));
	}
	says(stage, step(1, OP_STORE, COUNTER, 1),
	     "1 stores counter: 1, wiping out 2's 3 and 2 stores before it");
	assert_int_equal(value_of(stage_find(stage, COUNTER))->lost, 3);
	free(stage);
}

/* What a type code makes of the same bits. */
static void numbers_are_said_as_their_type_has_them(void **state)
{
	static const struct {
		char type;
		uint64_t content;
		const char *said;
	} rows[] = {{'i', 0xffffffff, "-1"},  {'d', 0x400921fb4d12d84a, "3.1415926"},
		    {'f', 0x3f000000, "0.5"}, {'b', 0x80, "-128"},
		    {'B', 0x80, "128"},	      {'c', 'A', "65"}};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct value_state value = {.type = rows[i].type,
					    .bytes = rows[i].type == 'i' ? 4 : 1};
		char text[32];
		struct words words = words_begin(text, sizeof text);
		value_say(&value, rows[i].content, &words);
		assert_string_equal(text, rows[i].said);
	}
}

static void an_array_keeps_its_cells(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 2);
	struct record named = name(COUNTER, OBJECT_VALUE, "array");
	named.value = 3 * 4;
	fold(stage, named);
	says(stage, with_text(did(0, OP_TELL, COUNTER, 0), "i"), "");
	says(stage, with_argument(step(1, OP_STORE, COUNTER, 7), 4), "1 stores array[1]: 7");
	says(stage, with_argument(step(2, OP_LOAD, COUNTER, 5), 8), "2 loads array[2]: 5");
	const struct value_state *value = value_of(stage_find(stage, COUNTER));
	assert_true(value_is_array(value));
	assert_int_equal(value->length, 3);
	assert_int_equal(value->cells_known, 6);
	assert_int_equal(value->cells[1], 7);
	assert_int_equal(value->cells[2], 5);
	assert_int_equal(value->touched, 2 + 1);
	fold(stage, with_argument(step(1, OP_STORE, COUNTER, 9), 12)); /* beyond its end */
	assert_int_equal(value->touched, 2 + 1);
	free(stage);
}

static void an_atomic_update_loses_nothing(void **state)
{
	(void)state;
	struct stage *stage = counter_stage();
	fold(stage, step(1, OP_LOAD, COUNTER, 3));
	says(stage, atomic_add(2, 3, 4), "2 adds to counter: 3 becomes 4");
	says(stage, atomic_add(1, 4, 3), "1 takes from counter: 4 becomes 3");
	says(stage, atomic_add(1, 3, 3), "1 tries counter: it stays 3");
	assert_int_equal(stage->lost_updates, 0);
	assert_true(value_of(stage_find(stage, COUNTER))->atomic);
	free(stage);
}

/* Whatever the interleaving: what was added and is not in the counter is what was lost. */
static void the_number_of_lost_updates_is_exact(void **state)
{
	(void)state;
	enum { PROCESSES = 4, STEPS = 400 };
	for (uint64_t seed = 1; seed <= 50; seed++) {
		struct stage *stage = stage_new();
		uint64_t random = seed * 0x9e3779b97f4a7c15u, counter = 0, added = 0;
		uint64_t holds[PROCESSES] = {0};
		bool loaded[PROCESSES] = {false};
		for (unsigned i = 0; i < STEPS; i++) {
			random ^= random << 13, random ^= random >> 7, random ^= random << 17;
			unsigned p = (unsigned)(random >> 33) % PROCESSES;
			if (loaded[p]) {
				counter = holds[p] + 1;
				added++;
				fold(stage, step(p, OP_STORE, COUNTER, counter));
			} else {
				holds[p] = counter;
				fold(stage, step(p, OP_LOAD, COUNTER, counter));
			}
			loaded[p] = !loaded[p];
			assert_int_equal(stage->lost_updates, added - counter);
		}
		assert_true(stage->lost_updates > 0);
		free(stage);
	}
}

static void numbers_have_the_sign_and_the_place_of_their_size(void **state)
{
	(void)state;
	struct stage *stage = counter_stage();
	says(stage, step(1, OP_STORE, COUNTER, 0xffffffff), "1 stores counter: -1");
	says(stage, with_size(step(1, OP_STORE, COUNTER, 0xffffffff), 8),
	     "1 stores counter: 4294967295");
	struct record array = name(5, OBJECT_VALUE, "results");
	array.value = 36;
	fold(stage, array);
	const int first[3] = {2, 0, 1};
	says(stage, with_bytes(with_size(step(2, OP_STORE, 5, 0), 12), first, sizeof first),
	     "2 stores results: 2 0 1");
	assert_false(value_of(stage_find(stage, 5))->known);
	says(stage, with_argument(step(2, OP_STORE, 5, 14), 12), "2 stores results[3]: 14");
	says(stage, with_argument(step(1, OP_LOAD, 5, 11), 0), "1 loads results[0]: 11");
	says(stage, with_argument(step(2, OP_STORE, 5, 12), 4), "2 stores results[1]: 12");
	says(stage, with_argument(step(1, OP_STORE, 5, 13), 0), "1 stores results[0]: 13");
	assert_int_equal(stage->lost_updates, 0);
	free(stage);
}

static void a_store_that_is_not_settled_has_no_value_yet(void **state)
{
	(void)state;
	struct stage *stage = counter_stage();
	says(stage, with_flags(step(1, OP_STORE, COUNTER, 0), RECORD_UNSETTLED),
	     "1 stores counter");
	assert_false(value_of(stage_find(stage, COUNTER))->known);
	free(stage);
}

static void two_that_hold_the_same_are_pointed_out(void **state)
{
	(void)state;
	struct stage *stage = counter_stage();
	fold(stage, with_argument(park(0, OP_WAIT, 0), 2));
	for (unsigned p = 1; p <= 2; p++) {
		says_pattern(stage, "");
		fold(stage, step(p, OP_LOAD, COUNTER, 3));
		fold(stage, park(p, OP_STORE, COUNTER));
	}
	says_pattern(stage, "Both hold 3: whoever stores second wipes out the other's update.");
	fold(stage, step(1, OP_STORE, COUNTER, 4));
	says_pattern(stage, "2 still holds 3, but counter is 4 by now: "
			    "its store will wipe out 1's update.");
	fold(stage, step(2, OP_STORE, COUNTER, 4));
	says_pattern(stage, "");
	free(stage);
}

static void more_than_two_are_named(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 3);
	fold(stage, name(COUNTER, OBJECT_VALUE, "counter"));
	for (unsigned p = 1; p <= 2; p++) {
		fold(stage, step(p, OP_LOAD, COUNTER, 3));
		fold(stage, park(p, OP_STORE, COUNTER));
	}
	says_pattern(stage,
		     "1 and 2 both hold 3: whoever stores second wipes out the other's update.");
	fold(stage, step(3, OP_LOAD, COUNTER, 3));
	fold(stage, park(3, OP_STORE, COUNTER));
	says_pattern(
		stage,
		"1, 2 and 3 all hold 3: every store but the first wipes out another's update.");
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_over_a_newer_version_wipes_it_out),
		cmocka_unit_test(several_stores_are_wiped_out_at_once),
		cmocka_unit_test(numbers_are_said_as_their_type_has_them),
		cmocka_unit_test(an_array_keeps_its_cells),
		cmocka_unit_test(an_atomic_update_loses_nothing),
		cmocka_unit_test(the_number_of_lost_updates_is_exact),
		cmocka_unit_test(numbers_have_the_sign_and_the_place_of_their_size),
		cmocka_unit_test(a_store_that_is_not_settled_has_no_value_yet),
		cmocka_unit_test(two_that_hold_the_same_are_pointed_out),
		cmocka_unit_test(more_than_two_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
