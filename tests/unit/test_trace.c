/* The segment's tables: objects by their keys, processes by their pids, and forgetting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>
#include "trace/trace.h"
#include "sets.h"

static const uint64_t first_key[2] = {1, 100}, second_key[2] = {1, 200}, other_key[2] = {2, 100};

static int set_up(void **state)
{
	int fd;

	*state = trace_create(&fd);
	close(fd);
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	trace_unmap(*state);
	return 0;
}

static void test_objects_by_key(void **state)
{
	struct trace *trace = *state;
	bool created;

	assert_int_equal(trace_find_object(trace, first_key), 0);
	assert_int_equal(trace_object(trace, OBJECT_PIPE, first_key, bits(3), &created), 1);
	assert_true(created);
	assert_int_equal(trace_object(trace, OBJECT_PIPE, other_key, bits(1), &created), 2);
	assert_true(created);
	assert_int_equal(trace_object(trace, OBJECT_PIPE, first_key, bits(8), &created), 1);
	assert_false(created);
	assert_int_equal(bits_of(shared_set_get(&trace->objects[1].holders)), 3);
	assert_int_equal(trace_find_object(trace, other_key), 2);
	assert_int_equal(trace_find_object(trace, second_key), 0);
}

/* A place is a value until it turns out to be something else; never the other way round. */
static void test_kind_is_upgraded(void **state)
{
	struct trace *trace = *state;
	bool created;

	trace_object(trace, OBJECT_VALUE, first_key, bits(1), &created);
	trace_object(trace, OBJECT_MUTEX, first_key, bits(1), &created);
	assert_int_equal(trace->objects[1].kind, OBJECT_MUTEX);
	trace_object(trace, OBJECT_VALUE, first_key, bits(1), &created);
	assert_int_equal(trace->objects[1].kind, OBJECT_MUTEX);
}

static void test_value_ranges(void **state)
{
	struct trace *trace = *state;
	bool created;
	static const struct {
		uint64_t key[2];
		unsigned found;
	} rows[] = {
		{{1, 99}, 0}, {{1, 100}, 1}, {{1, 107}, 1}, {{1, 108}, 0}, {{2, 100}, 0},
	};

	trace_object(trace, OBJECT_VALUE, first_key, bits(1), &created);
	trace->objects[1].size = 8;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(trace_find_value(trace, rows[i].key), rows[i].found);
	trace->objects[1].kind = OBJECT_SEMAPHORE;
	assert_int_equal(trace_find_value(trace, first_key), 0);
}

static void test_table_full(void **state)
{
	struct trace *trace = *state;
	uint64_t key[2] = {7, 0};
	bool created;

	for (key[1] = 1; key[1] < LIMIT_OBJECTS; key[1]++)
		assert_int_equal(trace_object(trace, OBJECT_PIPE, key, bits(1), &created), key[1]);
	assert_int_equal(trace_object(trace, OBJECT_PIPE, key, bits(1), &created), 0);
	assert_false(created);
}

static void add_actor(struct trace *trace, unsigned number, int32_t pid, enum actor_state now)
{
	trace->actors[number].space = (uint8_t)number;
	trace->spaces[number].first = (uint8_t)number;
	trace->spaces[number].pid = pid;
	trace->actors[number].state = now;
	if (trace->actor_count <= number)
		trace->actor_count = number + 1;
}

static void test_processes(void **state)
{
	struct trace *trace = *state;

	add_actor(trace, 0, 50, ACTOR_RUNNING);
	add_actor(trace, 1, 51, ACTOR_PARKED);
	add_actor(trace, 2, 52, ACTOR_ENDED);
	assert_int_equal(bits_of(trace_alive(trace)), 3);
	assert_int_equal(trace_find_actor(trace, 52), 2);
	assert_int_equal(trace_find_actor(trace, 53), -1);
	/* A pid is given to somebody else once its process was waited for. */
	trace_space_entry(trace, 2)->reaped = true;
	assert_int_equal(trace_find_actor(trace, 52), -1);
	add_actor(trace, 3, 52, ACTOR_RUNNING);
	assert_int_equal(trace_find_actor(trace, 52), 3);
}

static void test_reset(void **state)
{
	struct trace *trace = *state;
	const struct record record = {.operation = OP_BEGIN};
	struct record out[1];
	uint64_t lost = 0;
	bool created;

	add_actor(trace, 0, 50, ACTOR_RUNNING);
	trace_object(trace, OBJECT_PIPE, first_key, bits(1), &created);
	trace_append(trace, 0, &record);
	trace->clock_ns = trace->steps = 5;
	trace_reset(trace);
	assert_int_equal(bits_of(trace_alive(trace)), 0);
	assert_int_equal(trace_find_actor(trace, 50), -1);
	assert_int_equal(trace_find_object(trace, first_key), 0);
	assert_int_equal(trace_take(trace, 0, out, 1, &lost), 0);
	assert_int_equal(trace->clock_ns + trace->steps, 0);
	assert_int_equal(trace->head.magic, TRACE_MAGIC);
	assert_int_equal(trace_append(trace, 0, &record)->stamp, 1);
}

/* What is not a segment of this build is refused, before anything behind its end is touched. */
static void test_other_builds(void **state)
{
	int fd, small = memfd_create("small", 0);
	struct trace *trace;

	(void)state;
	trace = trace_create(&fd);
	trace_unmap(trace_map(fd));
	trace->head.magic++;
	assert_null(trace_map(fd));
	assert_int_equal(errno, EPROTO);
	trace->head.magic--;
	trace->head.size -= 8;
	assert_null(trace_map(fd));
	trace->head.size += 8;
	assert_int_equal(write(small, trace, 4096), 4096);
	assert_null(trace_map(small));
	assert_int_equal(errno, EPROTO);
	trace_unmap(trace);
	close(small);
	close(fd);
}

static void test_left_names(void **state)
{
	struct trace *trace = *state;
	struct object_entry *object = &trace->objects[1];

	memset(object->name, 'x', sizeof(object->name));
	object->outlives = true;
	assert_null(trace_left_name(trace, 1)); /* it has no end: not ours */
	object->name[2] = '\0';
	assert_string_equal(trace_left_name(trace, 1), "xx");
	object->outlives = false;
	assert_null(trace_left_name(trace, 1));
}

static void test_words(void **state)
{
	(void)state;
	for (int i = 0; i < OBJECT_KINDS; i++)
		assert_true(strlen(kind_row((enum object_kind)i)->word) > 0);
	assert_string_equal(kind_row(OBJECT_PIPE)->word, "pipe");
	assert_string_equal(kind_row(OBJECT_KINDS)->word, "object");
}

/* A program that finds the descriptor cannot take the memory away under who reads it. */
static void its_size_cannot_be_changed(void **state)
{
	int fd = -1;
	struct trace *trace = trace_create(&fd);

	(void)state;
	assert_non_null(trace);
	assert_int_equal(ftruncate(fd, 0), -1);
	assert_int_equal(ftruncate(fd, 2 * (off_t)sizeof(*trace)), -1);
	trace_unmap(trace);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_objects_by_key, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_kind_is_upgraded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_value_ranges, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_table_full, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_processes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_reset, set_up, tear_down),
		cmocka_unit_test(its_size_cannot_be_changed),
		cmocka_unit_test(test_other_builds),
		cmocka_unit_test_setup_teardown(test_left_names, set_up, tear_down),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
