/* History: going anywhere in a run gives what folding from its start gives; branches forget. */
#include <stdio.h>
#include "kinds/value/state.h"
#include "model/fold.h"
#include "model/given_names.h"
#include "model/history.h"
#include "model_records.h"
#include "sets.h"

static uint64_t next_random(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random >> 11;
}

/* Some record that a run of four processes and eight objects might have. */
static struct record any_record(uint64_t *random)
{
	static const enum operation operations[] = {
		OP_LOAD,     OP_STORE, OP_READ,	    OP_WRITE,	  OP_SEM_WAIT,
		OP_SEM_POST, OP_PARK,  OP_ITEM_PUT, OP_ITEM_TAKE, OP_ITEM_DONE,
		OP_NOTE,     OP_PRINT, OP_NAME,	    OP_CLOSE,
	};
	size_t count = sizeof operations / sizeof operations[0];
	struct record record =
		did((unsigned)next_random(random) % 4, operations[next_random(random) % count],
		    1 + (unsigned)next_random(random) % 8, next_random(random) % 16);
	record.argument = next_random(random) % 8;
	record.size = 8;
	if (next_random(random) % 2)
		record.flags |= RECORD_VISIBLE;
	if (next_random(random) % 9 == 0)
		record.flags |= RECORD_MORE;
	return with_text(record, "name=value");
}

struct run {
	struct record *records;
	uint64_t *marks; /* after each record; 0: none */
	size_t count;
};

static struct run any_run(uint64_t seed, size_t count)
{
	struct run run = {calloc(count, sizeof *run.records), calloc(count, sizeof *run.marks),
			  count};
	uint64_t random = seed * 0x9e3779b97f4a7c15u;
	assert_true(run.records && run.marks);
	for (size_t i = 0; i < count; i++) {
		run.records[i] = any_record(&random);
		run.marks[i] = next_random(&random) % 3 ? next_random(&random) % 15 : 0;
	}
	return run;
}

static void run_free(struct run *run)
{
	free(run->records);
	free(run->marks);
}

static void append_run(struct history *history, const struct run *run)
{
	for (size_t i = 0; i < run->count; i++) {
		assert_int_equal(history_append(history, &run->records[i]), 0);
		if (run->marks[i])
			history_mark(history, bits(run->marks[i]));
	}
}

/* The stage after a step, folded from the start; only the last mark of a step is the step's. */
static struct stage *folded(const struct run *run, uint32_t upto)
{
	struct stage *stage = stage_new();
	uint64_t mark = 0;
	for (size_t i = 0; i < run->count; i++) {
		if (stage_begins_step(stage, &run->records[i])) {
			if (mark)
				stage_mark(stage, bits(mark));
			mark = 0;
			if (stage->step == upto)
				return stage;
		}
		stage_fold(stage, &run->records[i]);
		mark = run->marks[i] ? run->marks[i] : mark;
	}
	if (mark)
		stage_mark(stage, bits(mark));
	return stage;
}

static void check_at(struct history *history, const struct run *run, uint32_t at)
{
	struct stage *expected = folded(run, at);
	assert_memory_equal(history_at(history, at), expected, sizeof *expected);
	assert_int_equal(history_hash(history, at), expected->hash);
	free(expected);
}

/* Marks come at the end of a step, as they do in a run: nothing follows them in it. */
static void settle_marks(struct run *run)
{
	struct stage *stage = stage_new();
	for (size_t i = 0; i < run->count; i++) {
		if (i > 0 && !stage_begins_step(stage, &run->records[i]))
			run->marks[i - 1] = 0;
		stage_fold(stage, &run->records[i]);
	}
	free(stage);
}

static void any_moment_is_as_folded_from_the_start(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct run run = any_run(seed, 700);
		struct history *history = history_new();
		uint64_t random = seed + 77;
		settle_marks(&run);
		append_run(history, &run);
		assert_true(history_steps(history) > 100);
		for (unsigned i = 0; i < 40; i++)
			check_at(history, &run,
				 (uint32_t)next_random(&random) % (history_steps(history) + 1));
		for (uint32_t at = 70; at > 60; at--)
			check_at(history, &run, at);
		for (uint32_t at = 0; at < 5; at++)
			check_at(history, &run, at);
		check_at(history, &run, history_steps(history));
		history_free(history);
		run_free(&run);
	}
}

static void a_long_run_can_still_be_gone_back_in(void **state)
{
	(void)state;
	struct run run = any_run(99, 9000);
	struct history *history = history_new();
	settle_marks(&run);
	append_run(history, &run);
	assert_true(history_steps(history) > 3000);
	for (uint32_t at = history_steps(history); at > 400; at -= 397)
		check_at(history, &run, at);
	history_free(history);
	run_free(&run);
}

static void a_branch_is_as_if_the_rest_had_never_been(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct run run = any_run(seed, 500), other = any_run(seed + 50, 300);
		struct history *history = history_new();
		settle_marks(&run);
		append_run(history, &run);
		uint32_t cut = history_steps(history) / (uint32_t)(seed + 1);
		history_cut(history, cut);
		assert_int_equal(history_steps(history), cut);
		check_at(history, &run, cut);
		check_at(history, &run, cut / 2);

		struct history *fresh = history_new();
		for (uint32_t at = 0; at <= cut; at++) {
			size_t count;
			const struct record *records = history_records(history, at, &count);
			for (size_t i = 0; i < count; i++)
				history_append(fresh, &records[i]);
		}
		assert_int_equal(history_hash(fresh, cut), history_hash(history, cut));
		append_run(history, &other);
		append_run(fresh, &other);
		assert_int_equal(history_steps(fresh), history_steps(history));
		assert_memory_equal(history_now(fresh), history_now(history), sizeof(struct stage));
		history_free(fresh);
		history_free(history);
		run_free(&run);
		run_free(&other);
	}
}

static void the_end_of_a_free_run_is_folded_but_not_kept(void **state)
{
	(void)state;
	struct history *history = history_new();
	const struct record load = step(1, OP_LOAD, 1, 7), last = step(1, OP_LOAD, 1, 8);
	for (uint32_t i = 0; i < HISTORY_RECORDS + 1; i++)
		assert_int_equal(history_append(history, &load), 0);
	assert_int_equal(history_append(history, &last), 0);
	assert_int_equal(history_steps(history), HISTORY_RECORDS);
	assert_int_equal(history_now(history)->step, HISTORY_RECORDS + 2);
	assert_int_equal(value_of(stage_nth(history_now(history), 0))->content, 8);
	assert_int_equal(history_at(history, HISTORY_RECORDS - 1)->step, HISTORY_RECORDS - 1);
	history_clear(history);
	struct stage *fresh = stage_new();
	assert_memory_equal(history_now(history), fresh, sizeof *fresh);
	free(fresh);
	history_free(history);
}

static void take(struct history *history, unsigned actor, unsigned times)
{
	const struct record record = step(actor, OP_LOAD, 1, 0);
	const struct record after = with_text(did(actor, OP_NOTE, 0, 0), "and more");
	for (unsigned i = 0; i < times; i++) {
		history_append(history, &record);
		history_append(history, &after);
	}
}

static void schedules_are_written_short(void **state)
{
	(void)state;
	struct history *history = history_new();
	char text[64];
	const struct record before = begin(0, 0);
	history_append(history, &before);
	assert_int_equal(history_schedule(history, 9, text, sizeof text), 0);
	assert_string_equal(text, "");
	take(history, 1, 1);
	take(history, 2, 2);
	take(history, 1, 1);
	assert_int_equal(history_schedule(history, 9, text, sizeof text), 7);
	assert_string_equal(text, "1 2 2 1");
	take(history, 1, 9);
	take(history, 12, 3);
	history_schedule(history, UINT32_MAX, text, sizeof text);
	assert_string_equal(text, "1 2 2 1*10 12*3");
	history_schedule(history, 6, text, sizeof text);
	assert_string_equal(text, "1 2 2 1*3");
	assert_int_equal(history_schedule(history, 16, text, 4), 15);
	assert_string_equal(text, "1 2");
	assert_int_equal(history_schedule(history, 16, NULL, 0), 15);
	history_free(history);
}

static void choices_are_known_where_the_run_stopped(void **state)
{
	(void)state;
	struct history *history = history_new();
	const struct record before = begin(0, 0);
	struct set choices;
	history_append(history, &before);
	take(history, 1, 1);
	history_mark(history, set_union(set_of(1), set_of(2)));
	take(history, 2, 1);
	assert_false(history_choices(history, 1, &choices));
	assert_true(history_choices(history, 2, &choices));
	assert_true(set_equals(choices, set_union(set_of(1), set_of(2))));
	history_free(history);
}

static void a_step_is_its_visible_record_and_what_follows(void **state)
{
	(void)state;
	struct history *history = history_new();
	const struct record before = begin(0, 0);
	size_t count;
	history_append(history, &before);
	take(history, 2, 1);
	take(history, 1, 1);
	assert_int_equal(history_steps(history), 2);
	assert_int_equal(history_records(history, 0, &count)->operation, OP_BEGIN);
	assert_int_equal(count, 1);
	assert_int_equal(history_records(history, 2, &count)->operation, OP_LOAD);
	assert_int_equal(count, 2);
	assert_int_equal(history_stepper(history, 1), 2);
	assert_int_equal(history_operation(history, 2), OP_LOAD);
	assert_int_equal(history_operation(history, 3), OP_NONE);
	assert_null(history_records(history, 3, &count));
	assert_int_equal(count, 0);
	history_clear(history);
	assert_int_equal(history_steps(history), 0);
	assert_int_equal(history_now(history)->records, 0);
	history_free(history);
	history_free(NULL);
}

static void names_that_are_given_count_from_the_start(void **state)
{
	(void)state;
	struct given_names given = {0};
	struct history *history = history_new();
	assert_non_null(history);
	history_append(history, &(struct record){.operation = OP_BEGIN});
	for (unsigned i = 0; i < 200; i++) {
		struct record taken = step(0, i % 2 ? OP_SEM_WAIT : OP_SEM_POST, 1 + i % 3, 1);
		history_append(history, &taken);
		history_mark(history, bits(1));
	}
	uint64_t hash = history_hash(history, 200);
	assert_true(given_names_put(&given, "semaphore 2", "door"));
	assert_true(given_names_put(&given, "process 0", "baker"));
	history_give(history, &given);
	assert_int_equal(history_hash(history, 200), hash);
	assert_string_equal(history_now(history)->actors[0].name, "baker");
	for (uint32_t i = 200; i > 33; i -= 33) {
		const struct stage *stage = history_at(history, i);
		assert_string_equal(stage_find(stage, 2)->name, "door");
		assert_int_equal(stage->step, i);
		assert_true(stage->marked);
	}
	assert_string_equal(given_names_origin(&given, "door"), "semaphore 2");
	assert_true(given_names_put(&given, "semaphore 2", ""));
	history_give(history, &given);
	assert_string_equal(stage_find(history_at(history, 7), 2)->name, "semaphore 2");
	assert_string_equal(history_at(history, 7)->actors[0].name, "baker");
	history_clear(history);
	history_append(history, &(struct record){.operation = OP_BEGIN});
	assert_string_equal(history_now(history)->actors[0].name, "baker");
	history_free(history);
}

static void only_so_many_names_can_be_given(void **state)
{
	(void)state;
	struct given_names given = {0};
	char name[TRACE_NAME];
	for (unsigned i = 0; i < GIVEN_NAMES; i++) {
		snprintf(name, sizeof name, "pipe %u", i + 1);
		assert_true(
			given_names_put(&given, name, "a name that is longer than there is room"));
	}
	assert_false(given_names_put(&given, "pipe 0", "one more"));
	assert_true(given_names_put(&given, "pipe 0", ""));
	assert_true(given_names_put(&given, "pipe 7", "other"));
	assert_string_equal(given_names_find(&given, "pipe 7"), "other");
	assert_int_equal(strlen(given_names_find(&given, "pipe 8")), TRACE_NAME - 1);
	assert_true(given_names_put(&given, "pipe 7", ""));
	assert_null(given_names_find(&given, "pipe 7"));
	assert_string_equal(given_names_find(&given, "pipe 64"),
			    given_names_find(&given, "pipe 8"));
	assert_null(given_names_find(NULL, "pipe 8"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_are_given_count_from_the_start),
		cmocka_unit_test(only_so_many_names_can_be_given),
		cmocka_unit_test(any_moment_is_as_folded_from_the_start),
		cmocka_unit_test(a_long_run_can_still_be_gone_back_in),
		cmocka_unit_test(a_branch_is_as_if_the_rest_had_never_been),
		cmocka_unit_test(the_end_of_a_free_run_is_folded_but_not_kept),
		cmocka_unit_test(schedules_are_written_short),
		cmocka_unit_test(choices_are_known_where_the_run_stopped),
		cmocka_unit_test(a_step_is_its_visible_record_and_what_follows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
