/* The stage: who is there, what there is, texts in pieces, and records that make no sense. */
#include "kinds/composite/state.h"
#include "kinds/pipe/state.h"
#include "model/fold.h"
#include "model/say.h"
#include "model/waits.h"
#include "model_records.h"
#include "sets.h"

static void processes_are_born_end_and_are_seen_to_have_ended(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 2);
	assert_int_equal(stage->actor_count, 3);
	assert_int_equal(stage->spaces[2].parent, 0);
	assert_int_equal(bits_of(stage_alive(stage)), 7);
	fold(stage, did(1, OP_EXIT, 0, 3));
	fold(stage, with_argument(did(2, OP_DEATH, 0, 9), 1));
	fold(stage, with_argument(did(0, OP_WAIT, 0, 1), 0));
	assert_int_equal(stage->actors[1].activity, ACTIVITY_ENDED);
	assert_int_equal(stage->spaces[1].exit_status, 3);
	assert_true(stage->spaces[1].reaped);
	assert_int_equal(stage->actors[2].activity, ACTIVITY_KILLED);
	assert_int_equal(stage->spaces[2].killed_by, 1);
	assert_false(stage->spaces[2].reaped);
	assert_int_equal(bits_of(stage_alive(stage)), 1);
	free(stage);
}

static void a_parked_process_waits_until_it_is_marked_as_enabled(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 1);
	fold(stage, with_flags(at_place(park(1, OP_SEM_WAIT, 5), 0x40), RECORD_TIMED));
	assert_int_equal(stage->step, 0);
	assert_int_equal(stage->actors[1].activity, ACTIVITY_READY);
	assert_int_equal(stage->actors[1].next.operation, OP_SEM_WAIT);
	assert_int_equal(stage->actors[1].next.where, 0x40);
	assert_true(stage->actors[1].next.visible);
	assert_true(stage->actors[1].next.timed);
	stage_mark(stage, bits(0));
	assert_int_equal(stage->actors[1].activity, ACTIVITY_WAITS);
	assert_int_equal(stage->actors[0].activity, ACTIVITY_RUNS);
	stage_mark(stage, bits(2));
	assert_int_equal(stage->actors[1].activity, ACTIVITY_READY);
	fold(stage, step(1, OP_SEM_WAIT, 5, 0));
	assert_int_equal(stage->step, 1);
	assert_int_equal(stage->stepper, 2);
	assert_int_equal(stage->actors[1].steps, 1);
	assert_int_equal(stage->actors[1].activity, ACTIVITY_RUNS);
	free(stage);
}

static void objects_are_what_is_done_to_them_until_they_are_named(void **state)
{
	(void)state;
	static const struct {
		enum operation operation;
		enum object_kind kind;
		const char *name;
	} cases[] = {
		{OP_LOAD, OBJECT_VALUE, "value 1"},
		{OP_STORE, OBJECT_VALUE, "value 2"},
		{OP_READ, OBJECT_PIPE, "pipe 1"},
		{OP_SEM_POST, OBJECT_SEMAPHORE, "semaphore 1"},
		{OP_MUTEX_LOCK, OBJECT_MUTEX, "mutex 1"},
		{OP_ITEM_PUT, OBJECT_QUEUE, "queue 1"},
		{OP_MAP, OBJECT_MAPPING, "mapping 1"},
		{OP_SOCKETPAIR, OBJECT_SOCKET, "socket 1"},
		{OP_WRITE, OBJECT_PIPE, "pipe 2"},
	};
	struct stage *stage = stage_new();
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		fold(stage, did(0, cases[i].operation, 20 + i, 1));
		const struct object *object = stage_find(stage, 20 + i);
		assert_non_null(object);
		assert_int_equal(object->kind, cases[i].kind);
		assert_string_equal(object->name, cases[i].name);
	}
	fold(stage, name(20, OBJECT_VALUE, "counter"));
	assert_string_equal(stage_find(stage, 20)->name, "counter");
	assert_null(stage_find(stage, 0));
	assert_null(stage_find(stage, 500));
	assert_null(stage_find(stage, 60000));
	free(stage);
}

static void a_name_knows_kind_size_and_whose_copy_it_is(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	fold(stage, did(1, OP_SCOPE_OPEN, 7, 0));
	struct record named = name(7, OBJECT_POOL, "pool");
	named.value = 3;
	fold(stage, with_flags(named, RECORD_PRIVATE));
	const struct object *object = stage_find(stage, 7);
	assert_int_equal(object->kind, OBJECT_POOL);
	assert_int_equal(composite_of(object)->capacity, 3);
	assert_int_equal(object->owner_space, 1);
	fold(stage, with_argument(did(0, OP_PART, 8, OBJECT_SEMAPHORE), 7));
	assert_int_equal(stage_find(stage, 8)->whole, 7);
	assert_int_equal(stage_find(stage, 8)->kind, OBJECT_SEMAPHORE);
	free(stage);
}

static void objects_beyond_what_can_be_shown_are_counted(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	for (unsigned i = 1; i <= STAGE_OBJECTS + 3; i++)
		fold(stage, did(0, OP_LOAD, i, 0));
	assert_int_equal(stage->object_count, STAGE_OBJECTS);
	assert_int_equal(stage->objects_unseen, 3);
	assert_null(stage_find(stage, STAGE_OBJECTS + 1));
	/* Each keeps its own number, and is counted once. */
	struct record again = did(0, OP_LOAD, STAGE_OBJECTS + 2, 5);
	char text[100];
	say_record(stage, &again, text, sizeof text);
	assert_string_equal(text, "0 loads value 130: 5");
	fold(stage, again);
	assert_int_equal(stage->objects_unseen, 3);
	again.object = STAGE_OBJECTS + 4;
	say_record(stage, &again, text, sizeof text);
	assert_string_equal(text, "0 loads value 132: 5");
	free(stage);
}

static void a_text_in_pieces_is_one_text_and_one_step(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 1);
	fold(stage, with_flags(with_text(did(0, OP_OUTCOME, 0, 0), "results=11 12 13 14 15"),
			       RECORD_MORE));
	fold(stage, with_text(did(1, OP_NOTE, 0, 0), "in between"));
	says(stage, with_text(did(0, OP_OUTCOME, 0, 0), " 16"),
	     "0 reports results=11 12 13 14 15 16");
	assert_int_equal(stage->report_count, 1);
	assert_string_equal(stage->reports[0].name, "results");
	assert_string_equal(stage->reports[0].outcome, "11 12 13 14 15 16");
	assert_false(stage->reports[0].has_expected);
	assert_string_equal(stage->actors[1].note, "in between");

	fold(stage, with_flags(with_text(step(1, OP_WRITE, 3, 44), "abcdefghijklmnopqrstuv"),
			       RECORD_MORE));
	fold(stage, with_text(step(1, OP_WRITE, 3, 44), "wxyz"));
	assert_int_equal(stage->step, 1);
	assert_int_equal(pipe_of(stage_find(stage, 3))->written, 1);
	free(stage);
}

static void a_text_without_end_is_cut(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	for (unsigned i = 0; i < 50; i++)
		fold(stage,
		     with_flags(with_text(did(0, OP_EXPECTED, 0, 0),
					  i ? "0123456789012345678901" : "long=6789012345678901"),
				RECORD_MORE));
	fold(stage, with_text(did(0, OP_EXPECTED, 0, 0), "end"));
	assert_int_equal(stage->report_count, 1);
	assert_true(stage->reports[0].has_expected);
	assert_true(strlen(stage->reports[0].expected) < STAGE_REPORT);
	assert_false(stage->actors[0].gathering);
	free(stage);
}

static void scopes_nest_deeper_than_is_remembered(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	for (unsigned i = 0; i < STAGE_SCOPES + 2; i++)
		fold(stage, with_text(did(0, OP_SCOPE_OPEN, 1 + i, 0), "get"));
	assert_int_equal(stage->actors[0].scope_depth, STAGE_SCOPES + 2);
	for (unsigned i = 0; i < STAGE_SCOPES + 1; i++)
		fold(stage, did(0, OP_SCOPE_CLOSE, 1, 0));
	assert_int_equal(stage->actors[0].scope_depth, 1);
	assert_int_equal(stage->actors[0].scopes[0].object, 1);
	assert_string_equal(stage->actors[0].scopes[0].word, "get");
	fold(stage, did(0, OP_SCOPE_CLOSE, 1, 0));
	fold(stage, did(0, OP_SCOPE_CLOSE, 1, 0));
	assert_int_equal(stage->actors[0].scope_depth, 0);
	free(stage);
}

static void what_is_printed_is_kept_by_its_last_line_and_cleaned(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	fold(stage, with_text(did(0, OP_PRINT, 0, 0), "one\ntwo\033[1m\n"));
	assert_string_equal(stage->actors[0].printed, "two?[1m");
	fold(stage, with_text(did(0, OP_NAME_PROCESS, 0, 0), "读者\xff"));
	assert_string_equal(stage->actors[0].name, "读者?");
	free(stage);
}

static void used_bytes_are_all_that_a_copy_needs(void **state)
{
	(void)state;
	struct stage *stage = stage_new(), *copy = stage_new();
	births(stage, 2);
	fold(stage, step(1, OP_LOAD, 9, 3));
	assert_true(stage_used(stage) < sizeof *stage / 4);
	memcpy(copy, stage, stage_used(stage));
	assert_memory_equal(copy, stage, sizeof *stage);
	free(copy);
	free(stage);
}

/*
 * Whoever waits in a circle waits for the next one on a way round it, and the last for the first.
 * Returns how many circles there are.
 */
static unsigned sound_circles(struct stage *stage, uint64_t enabled)
{
	struct waits waits;
	stage_mark(stage, bits(enabled));
	waits_find(&waits, stage, enabled & 1);
	for (unsigned circle = 1; circle <= waits.circles; circle++) {
		uint8_t way[LIMIT_ACTORS];
		unsigned length = waits_cycle(&waits, circle, way);
		assert_true(length > 0);
		for (unsigned i = 0; i < length; i++) {
			const struct wait *wait = waits_of(&waits, way[i]);
			assert_int_equal(wait->circle, circle);
			assert_true(wait->stuck);
			assert_true(set_has(wait->enders, way[(i + 1) % length]));
		}
	}
	return waits.circles;
}

/* Make it a record of one of a few processes that takes one of a few mutexes, or is about to. */
static void take_or_ask(struct record *record)
{
	record->actor %= 4;
	record->object %= 4;
	record->operation = record->value % 2 ? OP_MUTEX_LOCK : OP_PARK;
	record->value = OP_MUTEX_LOCK;
}

/* The records come from memory that the demo's processes can write to. */
static void garbage_does_no_harm(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	uint64_t seed = 88172645463325252u;
	unsigned circles = 0, done = 0;
	char text[128];
	for (unsigned i = 0; i < 200000; i++) {
		struct record record;
		if (i % 400 == 0) { /* by then everybody has ended */
			stage_init(stage);
			done = 0;
		}
		unsigned char *bytes = (unsigned char *)&record;
		for (size_t b = 0; b < sizeof record; b++) {
			seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
			bytes[b] = (unsigned char)(seed >> 32);
		}
		if (i % 4) {
			record.actor %= 8;
			record.operation %= OP_COUNT;
			record.object %= 16;
			record.argument %= 16;
		}
		if (i % 4 == 1) /* chance alone hardly ever makes two wait for each other */
			take_or_ask(&record);
		say_record(stage, &record, text, sizeof text);
		stage_fold(stage, &record);
		done += record.operation != OP_CALLED;
		const struct actor *actor = &stage->actors[record.actor % 8];
		say_next(stage, actor, text, sizeof text);
		say_wait(stage, actor, text, sizeof text);
		if (i % 4 == 1)
			circles += sound_circles(stage, i % 8 == 1 ? seed : 0);
		say_pattern(stage, text, sizeof text);
	}
	assert_int_equal(stage->records, done);
	assert_true(circles > 0);
	assert_true(stage->object_count <= STAGE_OBJECTS);
	free(stage);
}

static struct record called(unsigned object, enum object_kind kind, const char *text)
{
	return with_text(with_argument(did(0, OP_CALLED, object, 0), kind), text);
}

static void what_is_called_so_has_done_nothing(void **state)
{
	(void)state;
	struct stage *stage = stage_new(), *other = stage_new();
	births(stage, 1);
	births(other, 1);
	fold(stage, with_flags(called(1, OBJECT_SEMAPHORE, "shared->buffers[12]->"), RECORD_MORE));
	fold(stage, called(1, OBJECT_SEMAPHORE, "empty"));
	fold(stage, step(1, OP_SEM_WAIT, 1, 1));
	fold(other, step(1, OP_SEM_WAIT, 1, 1));
	assert_string_equal(stage_find(stage, 1)->name, "shared->buffers[12]->empty");
	assert_string_equal(stage_find(other, 1)->name, "semaphore 1");
	assert_int_equal(stage_find(stage, 1)->kind, OBJECT_SEMAPHORE);
	assert_int_equal(stage->hash, other->hash);
	assert_int_equal(stage->records, other->records);
	assert_int_equal(stage->step, other->step);
	free(stage);
	free(other);
}

static void what_was_a_value_becomes_what_it_is(void **state)
{
	(void)state;
	struct stage *stage = stage_new();
	births(stage, 0);
	fold(stage, called(1, OBJECT_VALUE, "*b"));
	fold(stage, did(0, OP_STORE, 1, 0));
	fold(stage, called(1, OBJECT_SEMAPHORE, "b->empty"));
	fold(stage, did(0, OP_SEM_INIT, 1, 2));
	assert_int_equal(stage_find(stage, 1)->kind, OBJECT_SEMAPHORE);
	assert_string_equal(stage_find(stage, 1)->name, "b->empty");
	free(stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes_are_born_end_and_are_seen_to_have_ended),
		cmocka_unit_test(a_parked_process_waits_until_it_is_marked_as_enabled),
		cmocka_unit_test(objects_are_what_is_done_to_them_until_they_are_named),
		cmocka_unit_test(a_name_knows_kind_size_and_whose_copy_it_is),
		cmocka_unit_test(objects_beyond_what_can_be_shown_are_counted),
		cmocka_unit_test(a_text_in_pieces_is_one_text_and_one_step),
		cmocka_unit_test(a_text_without_end_is_cut),
		cmocka_unit_test(scopes_nest_deeper_than_is_remembered),
		cmocka_unit_test(what_is_printed_is_kept_by_its_last_line_and_cleaned),
		cmocka_unit_test(used_bytes_are_all_that_a_copy_needs),
		cmocka_unit_test(what_is_called_so_has_done_nothing),
		cmocka_unit_test(what_was_a_value_becomes_what_it_is),
		cmocka_unit_test(garbage_does_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
