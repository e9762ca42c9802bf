/* mp/joinable_queue.h: the count, joining it with and without a time-out, and who forgets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <unistd.h>
#include "mp/joinable_queue.h"
#include "mp/memory.h"
#include "mp/process.h"
#include "stress.h"

enum { CONSUMERS = 4, JOINERS = 3, TASKS = 2000, END = -1 };

static struct mp_joinable_queue *new_queue(unsigned capacity)
{
	struct mp_joinable_queue *queue;

	assert_int_equal(mp_joinable_queue_new(&queue, capacity, sizeof(int), 0, "tasks"), 0);
	return queue;
}

static void test_count(void **state)
{
	struct mp_joinable_queue *queue = new_queue(2);
	int number = 1;

	(void)state;
	assert_int_equal(mp_joinable_queue_join(queue, 0), 0);
	assert_int_equal(mp_joinable_queue_task_done(queue), -EINVAL);
	assert_int_equal(mp_joinable_queue_put(queue, &number, sizeof(number), 0), 0);
	assert_int_equal(mp_joinable_queue_put(queue, &number, sizeof(number), 0), 0);
	assert_int_equal(mp_joinable_queue_put(queue, &number, sizeof(number), 0), -EAGAIN);
	assert_int_equal(mp_joinable_queue_put(queue, &number, 1000, 0), -EMSGSIZE);
	assert_int_equal(mp_joinable_queue_unfinished(queue), 2);
	assert_int_equal(mp_queue_size(mp_joinable_queue_tasks(queue)), 2);
	assert_int_equal(mp_joinable_queue_join(queue, 0), -EAGAIN);
	assert_int_equal(mp_joinable_queue_get(queue, &number, sizeof(number), 0), sizeof(number));
	assert_int_equal(mp_joinable_queue_unfinished(queue), 2);
	assert_int_equal(mp_joinable_queue_task_done(queue), 0);
	assert_int_equal(mp_joinable_queue_join(queue, 20), -ETIMEDOUT);
	assert_int_equal(mp_joinable_queue_task_done(queue), 0); /* before it is taken: that too */
	assert_int_equal(mp_joinable_queue_join(queue, MP_FOREVER), 0);
	assert_int_equal(mp_joinable_queue_task_done(queue), -EINVAL);
	mp_joinable_queue_free(queue);
	mp_joinable_queue_free(NULL);
}

static void test_refused(void **state)
{
	struct mp_joinable_queue *queue = NULL;

	(void)state;
	assert_int_equal(mp_joinable_queue_new(&queue, ~0U, 4, 0, "tasks"), -EINVAL);
	assert_null(queue);
}

struct work {
	struct mp_joinable_queue *queue;
	long *sums; /* by consumer */
	int number;
};

static int consume(void *argument)
{
	struct work *work = argument;
	int task = 0;

	while (mp_joinable_queue_get(work->queue, &task, sizeof(task), MP_FOREVER) > 0) {
		if (task != END)
			work->sums[work->number] += task;
		if (mp_joinable_queue_task_done(work->queue))
			return 1;
		if (task == END)
			return 0;
	}
	return 1;
}

static int join_only(void *argument)
{
	return mp_joinable_queue_join(argument, MP_FOREVER) ? 1 : 0;
}

/* Eight processes: nothing is lost, and everybody who waits for the end learns of it. */
static void test_stress(void **state)
{
	struct mp_joinable_queue *queue = new_queue(8);
	struct mp_process consumers[CONSUMERS], joiners[JOINERS];
	struct mp_memory memory;
	struct work work = {.queue = queue};
	long sum = 0;

	(void)state;
	assert_int_equal(mp_memory_init(&memory, CONSUMERS * sizeof(long)), 0);
	work.sums = memory.at;
	int task = 0;
	assert_int_equal(mp_joinable_queue_put(queue, &task, sizeof(task), MP_FOREVER), 0);
	for (int i = 0; i < JOINERS; i++)
		assert_int_equal(mp_process_start(&joiners[i], join_only, queue), 0);
	for (work.number = 0; work.number < CONSUMERS; work.number++)
		assert_int_equal(mp_process_start(&consumers[work.number], consume, &work), 0);
	const int tasks = stress_rounds(TASKS);
	for (task = 1; task < tasks; task++)
		assert_int_equal(mp_joinable_queue_put(queue, &task, sizeof(task), MP_FOREVER), 0);
	task = END;
	for (int i = 0; i < CONSUMERS; i++)
		assert_int_equal(mp_joinable_queue_put(queue, &task, sizeof(task), MP_FOREVER), 0);
	assert_int_equal(mp_joinable_queue_join(queue, 20000), 0);
	assert_int_equal(mp_joinable_queue_unfinished(queue), 0);
	for (int i = 0; i < JOINERS; i++) {
		assert_int_equal(mp_process_join(&joiners[i], 20000), 0);
		assert_int_equal(joiners[i].exit_code, 0);
		mp_process_release(&joiners[i]);
	}
	for (int i = 0; i < CONSUMERS; i++) {
		assert_int_equal(mp_process_join(&consumers[i], 20000), 0);
		assert_int_equal(consumers[i].exit_code, 0);
		mp_process_release(&consumers[i]);
		sum += work.sums[i];
	}
	assert_int_equal(sum, (long)tasks * (tasks - 1) / 2);
	mp_memory_release(&memory);
	mp_joinable_queue_free(queue);
}

static int join_in_time(void *argument)
{
	return mp_joinable_queue_join(argument, 10) == -ETIMEDOUT ? 0 : 1;
}

/* Who gave up waiting leaves no token behind for the next one. */
static void test_giving_up(void **state)
{
	struct mp_joinable_queue *queue = new_queue(2);
	struct mp_process joiner;
	int number = 1;

	(void)state;
	assert_int_equal(mp_joinable_queue_put(queue, &number, sizeof(number), 0), 0);
	assert_int_equal(mp_process_start(&joiner, join_in_time, queue), 0);
	assert_int_equal(mp_process_join(&joiner, MP_FOREVER), 0);
	assert_int_equal(joiner.exit_code, 0);
	assert_int_equal(mp_joinable_queue_task_done(queue), 0);
	assert_int_equal(mp_joinable_queue_put(queue, &number, sizeof(number), 0), 0);
	assert_int_equal(mp_joinable_queue_join(queue, 10), -ETIMEDOUT);
	mp_joinable_queue_free(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_stress),
		cmocka_unit_test(test_giving_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
