/* mp/pool.h with real workers: order of results, failing and nested tasks, ends of all kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "mp/pool.h"

enum function { ADD_TEN, FAIL_ODD, ASK_POOL, DIE, SLEEP, FUNCTIONS };

static ssize_t put_int(void *result, int value)
{
	memcpy(result, &value, sizeof(value));
	return sizeof(value);
}

static ssize_t add_ten(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	(void)pool;
	return size == sizeof(int) ? put_int(result, *(const int *)argument + 10) : -EINVAL;
}

static ssize_t fail_odd(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	int number = *(const int *)argument;

	(void)pool, (void)size;
	return number % 2 ? -EDOM : put_int(result, number);
}

static ssize_t ask_pool(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	struct mp_task inner;
	int error = mp_pool_apply_async(pool, ADD_TEN, argument, size, &inner);

	return error ? error : mp_pool_get(pool, inner, result, sizeof(int), MP_FOREVER);
}

static ssize_t die(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	(void)pool, (void)argument, (void)size, (void)result;
	raise(SIGKILL);
	return 0;
}

static ssize_t sleep_long(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	(void)pool, (void)argument, (void)size, (void)result;
	return sleep(100) ? -EINTR : 0;
}

static mp_pool_function *const functions[FUNCTIONS] = {[ADD_TEN] = add_ten,
						       [FAIL_ODD] = fail_odd,
						       [ASK_POOL] = ask_pool,
						       [DIE] = die,
						       [SLEEP] = sleep_long};

static struct mp_pool *new_pool(unsigned workers, unsigned task_max)
{
	const struct mp_pool_settings settings = {.workers = workers,
						  .functions = functions,
						  .function_count = FUNCTIONS,
						  .task_max = task_max,
						  .argument_max = sizeof(int),
						  .result_max = sizeof(int)};
	struct mp_pool *pool = NULL;

	assert_int_equal(mp_pool_new(&pool, &settings), 0);
	return pool;
}

static void free_pool(struct mp_pool *pool)
{
	mp_pool_free(pool);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void end_pool(struct mp_pool *pool)
{
	mp_pool_close(pool);
	assert_int_equal(mp_pool_join(pool, 30000), 0);
	free_pool(pool);
}

static void test_map_keeps_order(void **state)
{
	enum { COUNT = 1000 };
	struct mp_pool *pool = new_pool(4, 32);
	int arguments[COUNT], results[COUNT];

	(void)state;
	for (int i = 0; i < COUNT; i++)
		arguments[i] = i;
	assert_int_equal(mp_pool_map(pool, ADD_TEN, arguments, sizeof(int), COUNT, results), 0);
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(results[i], i + 10);
	assert_int_equal(mp_pool_map(pool, ADD_TEN, arguments, sizeof(int), 0, results), 0);
	end_pool(pool);
}

static void test_results_after_join(void **state)
{
	enum { COUNT = 9 };
	struct mp_pool *pool = new_pool(3, COUNT);
	struct mp_task tasks[COUNT + 1];
	int result;

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, &i, sizeof(i), &tasks[i]), 0);
		assert_int_equal(tasks[i].number, i + 1);
	}
	assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, &result, 4, &tasks[COUNT]), -EAGAIN);
	assert_int_equal(mp_pool_join(pool, 0), -EINVAL);
	mp_pool_close(pool);
	assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, &result, 4, &tasks[COUNT]), -EPIPE);
	assert_int_equal(mp_pool_join(pool, 30000), 0);
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(mp_pool_get(pool, tasks[i], &result, sizeof(result), 0), 4);
		assert_int_equal(result, i + 10);
		assert_int_equal(mp_pool_get(pool, tasks[i], &result, 4, 0), -EINVAL);
	}
	assert_int_equal(mp_pool_join(pool, MP_FOREVER), 0);
	free_pool(pool);
}

static void test_errors_of_tasks(void **state)
{
	struct mp_pool *pool = new_pool(2, 4);
	const int arguments[] = {2, 3, 4, 5, 6, 8};
	int results[6] = {0};
	struct mp_task task;

	(void)state;
	assert_int_equal(mp_pool_map(pool, FAIL_ODD, arguments, sizeof(int), 6, results), -EDOM);
	assert_int_equal(results[0], 2);
	assert_int_equal(results[5], 8);
	assert_int_equal(mp_pool_apply_async(pool, FUNCTIONS, arguments, 4, &task), -EINVAL);
	assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, arguments, 5, &task), -EMSGSIZE);
	assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, NULL, 0, &task), 0);
	assert_int_equal(mp_pool_get(pool, task, results, 3, 0), -EMSGSIZE);
	assert_int_equal(mp_pool_get(pool, task, results, 4, MP_FOREVER), -EINVAL);
	end_pool(pool);
}

static void test_nested_tasks(void **state)
{
	struct mp_pool *pool = new_pool(2, 4);
	struct mp_task task;
	int number = 5, result = 0;

	(void)state;
	assert_int_equal(mp_pool_apply_async(pool, ASK_POOL, &number, 4, &task), 0);
	mp_pool_close(pool);
	assert_int_equal(mp_pool_join(pool, 30000), 0);
	assert_int_equal(mp_pool_get(pool, task, &result, sizeof(result), 0), 4);
	assert_int_equal(result, 15);
	free_pool(pool);
}

/* One worker, whose task waits for a task that only this worker could do. */
static void test_nested_task_starves(void **state)
{
	struct mp_pool *pool = new_pool(1, 4);
	struct mp_task task;
	int number = 5, result;

	(void)state;
	assert_int_equal(mp_pool_apply_async(pool, ASK_POOL, &number, 4, &task), 0);
	assert_int_equal(mp_pool_get(pool, task, &result, sizeof(result), 100), -ETIMEDOUT);
	mp_pool_close(pool);
	assert_int_equal(mp_pool_join(pool, 20), -ETIMEDOUT);
	free_pool(pool);
}

static void test_a_dead_worker_takes_its_result_along(void **state)
{
	struct mp_pool *pool = new_pool(2, 4);
	struct mp_task dead, other;
	int number = 1, result;

	(void)state;
	assert_int_equal(mp_pool_apply_async(pool, DIE, &number, 4, &dead), 0);
	assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, &number, 4, &other), 0);
	assert_int_equal(mp_pool_get(pool, other, &result, sizeof(result), 30000), 4);
	assert_int_equal(result, 11);
	assert_int_equal(mp_pool_get(pool, dead, &result, sizeof(result), 50), -ETIMEDOUT);
	assert_int_equal(mp_pool_get(pool, dead, &result, sizeof(result), 0), -EAGAIN);
	mp_pool_close(pool);
	assert_int_equal(mp_pool_join(pool, 50), -ETIMEDOUT);
	mp_pool_terminate(pool);
	assert_int_equal(mp_pool_join(pool, 30000), 0);
	free_pool(pool);
}

static void test_free_ends_busy_workers(void **state)
{
	struct mp_pool *pool = new_pool(3, 3);
	struct mp_task task;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(mp_pool_apply_async(pool, SLEEP, &i, sizeof(i), &task), 0);
	free_pool(pool);
}

static void test_bad_settings(void **state)
{
	const struct mp_pool_settings good = {
		.workers = 1, .functions = functions, .function_count = FUNCTIONS, .task_max = 1};
	struct mp_pool_settings bad[] = {good, good, good, good};
	struct mp_pool *pool = NULL;

	(void)state;
	bad[0].workers = 0;
	bad[1].function_count = 0;
	bad[2].task_max = 0;
	bad[3].result_max = (size_t)-1;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(mp_pool_new(&pool, &bad[i]), -EINVAL);
	assert_null(pool);
	mp_pool_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_map_keeps_order),
		cmocka_unit_test(test_results_after_join),
		cmocka_unit_test(test_errors_of_tasks),
		cmocka_unit_test(test_nested_tasks),
		cmocka_unit_test(test_nested_task_starves),
		cmocka_unit_test(test_a_dead_worker_takes_its_result_along),
		cmocka_unit_test(test_free_ends_busy_workers),
		cmocka_unit_test(test_bad_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
