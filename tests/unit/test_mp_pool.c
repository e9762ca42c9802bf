/* mp/pool.h with real workers: order of results, failing and nested tasks, ends of all kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "mp/pool.h"
#include "mp/semaphore.h"

enum function { ADD_TEN, NAP, FAIL_ODD, ASK_POOL, DIE, SLEEP, WAIT, FUNCTIONS };

/* What pools are made of: processes, or, in the second group of tests, threads. */
static unsigned made_of;

/* Where a task of a thread is and waits to be let go. */
static struct mp_semaphore arrived, leave;

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

static ssize_t nap(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	usleep(300);
	return add_ten(pool, argument, size, result);
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

	return error ? error : mp_pool_get(pool, inner, result, 2 * sizeof(int), MP_FOREVER);
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

static ssize_t wait_for_leave(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	(void)pool, (void)size;
	mp_semaphore_release(&arrived);
	mp_semaphore_acquire(&leave, MP_FOREVER);
	return put_int(result, *(const int *)argument);
}

static mp_pool_function *const functions[FUNCTIONS] = {
	[ADD_TEN] = add_ten, [NAP] = nap,	   [FAIL_ODD] = fail_odd,  [ASK_POOL] = ask_pool,
	[DIE] = die,	     [SLEEP] = sleep_long, [WAIT] = wait_for_leave};

static struct mp_pool *new_pool_with(unsigned workers, unsigned task_max, unsigned options)
{
	const struct mp_pool_settings settings = {.workers = workers,
						  .functions = functions,
						  .function_count = FUNCTIONS,
						  .task_max = task_max,
						  .argument_max = 2 * sizeof(int),
						  .result_max = 2 * sizeof(int),
						  .options = options};
	struct mp_pool *pool = NULL;

	assert_int_equal(mp_pool_new(&pool, &settings), 0);
	return pool;
}

static struct mp_pool *new_pool(unsigned workers, unsigned task_max)
{
	return new_pool_with(workers, task_max, made_of);
}

static struct mp_pool_items items_of(const int *arguments, size_t count)
{
	return (struct mp_pool_items){.arguments = arguments,
				      .argument_size = sizeof(int),
				      .result_size = sizeof(int),
				      .count = count};
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
	struct mp_pool_items items = items_of(arguments, COUNT), none = items_of(arguments, 0);
	assert_int_equal(mp_pool_map(pool, ADD_TEN, &items, results), 0);
	for (int i = 0; i < COUNT; i++)
		assert_int_equal(results[i], i + 10);
	assert_int_equal(mp_pool_map(pool, ADD_TEN, &none, results), 0);
	end_pool(pool);
}

static void test_results_after_join(void **state)
{
	enum { COUNT = 9 };
	struct mp_pool *pool = new_pool(3, COUNT);
	struct mp_task tasks[COUNT + 1];
	int result[2];

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, &i, sizeof(i), &tasks[i]), 0);
		assert_int_equal(tasks[i].number, i + 1);
	}
	assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, result, 4, &tasks[COUNT]), -EAGAIN);
	assert_int_equal(mp_pool_join(pool, 0), -EINVAL);
	mp_pool_close(pool);
	assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, result, 4, &tasks[COUNT]), -EPIPE);
	assert_int_equal(mp_pool_join(pool, 30000), 0);
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(mp_pool_get(pool, tasks[i], result, sizeof(result), 0), 4);
		assert_int_equal(*result, i + 10);
		assert_int_equal(mp_pool_get(pool, tasks[i], result, 8, 0), -EINVAL);
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
	struct mp_pool_items items = items_of(arguments, 6);
	items.chunk = 1;
	assert_int_equal(mp_pool_map(pool, FAIL_ODD, &items, results), -EDOM);
	assert_int_equal(results[0], 2);
	assert_int_equal(results[5], 8);
	assert_int_equal(mp_pool_apply_async(pool, FUNCTIONS, arguments, 4, &task), -EINVAL);
	assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, arguments, 9, &task), -EMSGSIZE);
	assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, NULL, 0, &task), 0);
	assert_int_equal(mp_pool_get(pool, task, results, 7, 0), -EMSGSIZE);
	assert_int_equal(mp_pool_get(pool, task, results, 8, MP_FOREVER), -EINVAL);
	end_pool(pool);
}

static void test_nested_tasks(void **state)
{
	struct mp_pool *pool = new_pool(2, 4);
	struct mp_task task;
	int number = 5, result[2] = {0};

	(void)state;
	assert_int_equal(mp_pool_apply_async(pool, ASK_POOL, &number, 4, &task), 0);
	mp_pool_close(pool);
	assert_int_equal(mp_pool_join(pool, 30000), 0);
	assert_int_equal(mp_pool_get(pool, task, result, sizeof(result), 0), 4);
	assert_int_equal(*result, 15);
	free_pool(pool);
}

/* One worker, whose task waits for a task that only this worker could do. */
static void test_nested_task_starves(void **state)
{
	struct mp_pool *pool = new_pool(1, 4);
	struct mp_task task;
	int number = 5, result[2];

	(void)state;
	assert_int_equal(mp_pool_apply_async(pool, ASK_POOL, &number, 4, &task), 0);
	assert_int_equal(mp_pool_get(pool, task, result, sizeof(result), 100), -ETIMEDOUT);
	mp_pool_close(pool);
	assert_int_equal(mp_pool_join(pool, 20), -ETIMEDOUT);
	free_pool(pool);
}

/* As Python's Pool: there is a new worker, but nobody hears of the task. */
static void test_a_dead_worker_may_be_forgotten(void **state)
{
	struct mp_pool *pool = new_pool_with(1, 4, MP_POOL_FORGET);
	struct mp_task dead, other;
	int number = 1, result[2];

	(void)state;
	assert_int_equal(mp_pool_apply_async(pool, DIE, &number, 4, &dead), 0);
	assert_int_equal(mp_pool_apply_async(pool, ADD_TEN, &number, 4, &other), 0);
	assert_int_equal(mp_pool_get(pool, other, result, sizeof(result), 30000), 4);
	assert_int_equal(*result, 11);
	assert_int_equal(mp_pool_get(pool, dead, result, sizeof(result), 50), -ETIMEDOUT);
	assert_int_equal(mp_pool_get(pool, dead, result, sizeof(result), 0), -EAGAIN);
	mp_pool_close(pool);
	assert_int_equal(mp_pool_join(pool, 50), -ETIMEDOUT);
	mp_pool_terminate(pool);
	assert_int_equal(mp_pool_join(pool, 30000), 0);
	assert_int_equal(mp_pool_get(pool, dead, result, sizeof(result), 0), -ECANCELED);
	free_pool(pool);
}

static void test_a_dead_worker_is_replaced(void **state)
{
	struct mp_pool *pool = new_pool(1, 4);
	int number = 1, result[2];

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(mp_pool_apply(pool, DIE, &number, 4, result, sizeof(result)),
				 -EOWNERDEAD);
		assert_int_equal(mp_pool_apply(pool, ADD_TEN, &number, 4, result, sizeof(result)),
				 4);
		assert_int_equal(*result, 11);
	}
	end_pool(pool);
}

static pid_t parent_of(const char *pid)
{
	char path[300];
	int parent = 0;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	FILE *stat = fopen(path, "r");
	if (!stat)
		return 0;
	if (fscanf(stat, "%*d (%*[^)]) %*c %d", &parent) != 1)
		parent = 0;
	fclose(stat);
	return parent;
}

/* Kill one after the other of our parent's children, whichever comes up, until somebody kills us.
 */
static void kill_siblings(void)
{
	for (;;) {
		DIR *processes = opendir("/proc");
		struct dirent *entry;

		while ((entry = readdir(processes))) {
			pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

			if (pid <= 0 || pid == getpid() || parent_of(entry->d_name) != getppid())
				continue;
			kill(pid, SIGKILL);
			usleep((useconds_t)pid * 37 % 900);
		}
		closedir(processes);
	}
}

/* Workers are killed at random moments, whatever they are in; every task has an end all the same.
 */
static void test_workers_killed_at_random(void **state)
{
	enum { WORKERS = 4, TASKS = 4000 };
	struct mp_pool *pool = new_pool(WORKERS, 32);
	static int arguments[TASKS];
	int result[2];
	struct mp_pool_items items = items_of(arguments, TASKS);
	struct mp_pool_imap *imap = NULL;
	unsigned done = 0, lost = 0;
	ssize_t outcome = 0;

	(void)state;
	for (int i = 0; i < TASKS; i++)
		arguments[i] = i;
	pid_t killer = fork();
	if (killer == 0)
		kill_siblings();
	assert_int_equal(mp_pool_imap_new(&imap, pool, NAP, &items), 0);
	for (int i = 0; i < TASKS; i++) {
		assert_int_equal(mp_pool_imap_next(imap, result, &outcome, 30000), 1);
		if (outcome < 0) {
			assert_int_equal(outcome, -EOWNERDEAD);
			lost++;
			continue;
		}
		assert_int_equal(*result, i + 10);
		done++;
	}
	kill(killer, SIGKILL);
	waitpid(killer, NULL, 0);
	assert_int_equal(mp_pool_imap_next(imap, result, &outcome, 0), 0);
	assert_int_equal(done + lost, TASKS);
	assert_true(done > 0);
	assert_true(lost > 0);
	mp_pool_imap_free(imap);
	end_pool(pool);
}

struct heard {
	unsigned count;
	long sum;
	int errors;
};

static void hear(void *context, struct mp_task task, const void *result, ssize_t outcome)
{
	struct heard *heard = context;

	(void)task;
	heard->count++;
	if (outcome == sizeof(int))
		heard->sum += *(const int *)result;
	else
		heard->errors++;
}

static void test_callbacks(void **state)
{
	struct mp_pool *pool = new_pool(3, 10);
	struct heard heard = {0};
	struct mp_task task;
	int result[2];

	(void)state;
	for (int i = 0; i < 10; i++)
		assert_int_equal(mp_pool_apply_then(pool, i == 3 ? DIE : ADD_TEN, &i, sizeof(i),
						    hear, &heard, &task),
				 0);
	assert_int_equal(mp_pool_get(pool, task, result, sizeof(result), 0), -EINVAL);
	mp_pool_close(pool);
	assert_int_equal(mp_pool_join(pool, 30000), 0);
	assert_int_equal(heard.count, 10);
	assert_int_equal(heard.errors, 1);
	assert_int_equal(heard.sum, 45 - 3 + 9 * 10);
	free_pool(pool);
}

/* The slot of a task that had a callback is used again, by a task inside of another one. */
static void test_a_callback_is_for_one_task(void **state)
{
	struct mp_pool *pool = new_pool(2, 3);
	struct heard heard = {0};
	int three = 3, result[2];
	struct mp_task first, task;

	(void)state;
	assert_int_equal(
		mp_pool_apply_then(pool, ADD_TEN, &three, sizeof(three), hear, &heard, &first), 0);
	assert_int_equal(mp_pool_apply(pool, NAP, &three, sizeof(three), result, sizeof(result)),
			 sizeof(int));
	assert_int_equal(mp_pool_apply_async(pool, ASK_POOL, &three, sizeof(three), &task), 0);
	assert_int_equal(mp_pool_get(pool, task, result, sizeof(result), 10000), sizeof(int));
	mp_pool_close(pool);
	assert_int_equal(mp_pool_join(pool, 10000), 0);
	assert_int_equal(heard.count, 1);
	free_pool(pool);
}

/* After terminating, whoever waits for what nobody will do any more is told so. */
static void test_terminated_tasks_are_cancelled(void **state)
{
	struct mp_pool *pool = new_pool(1, 2);
	struct mp_task tasks[2];
	int result[2];

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(mp_pool_apply_async(pool, SLEEP, &i, sizeof(i), &tasks[i]), 0);
	assert_int_equal(mp_pool_get(pool, tasks[0], result, sizeof(result), 50), -ETIMEDOUT);
	mp_pool_terminate(pool);
	assert_int_equal(mp_pool_get(pool, tasks[0], result, sizeof(result), 10000), -EOWNERDEAD);
	assert_int_equal(mp_pool_get(pool, tasks[1], result, sizeof(result), 10000), -ECANCELED);
	end_pool(pool);
}

static void test_imap_in_order(void **state)
{
	struct mp_pool *pool = new_pool(3, 4);
	const int arguments[] = {2, 3, 4, 6, 8, 10, 12};
	struct mp_pool_items items = items_of(arguments, 7);
	struct mp_pool_imap *imap = NULL;
	ssize_t outcome;
	int result;

	(void)state;
	assert_int_equal(mp_pool_imap_new(&imap, pool, FAIL_ODD, &items), 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(mp_pool_imap_next(imap, &result, &outcome, 30000), 1);
		assert_int_equal(outcome, i == 1 ? -EDOM : 4);
		if (i != 1)
			assert_int_equal(result, arguments[i]);
	}
	mp_pool_imap_free(imap);
	items.argument_size = 100;
	assert_int_equal(mp_pool_imap_new(&imap, pool, FAIL_ODD, &items), -EMSGSIZE);
	end_pool(pool);
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

/* A thread cannot be killed: it finishes what it does, and what waits is cancelled. */
static void test_terminated_threads_finish(void **state)
{
	struct mp_pool *pool = new_pool(1, 2);
	struct mp_task tasks[2];
	int result[2];

	(void)state;
	mp_semaphore_init(&arrived, 0);
	mp_semaphore_init(&leave, 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(mp_pool_apply_async(pool, WAIT, &i, sizeof(i), &tasks[i]), 0);
	mp_semaphore_acquire(&arrived, MP_FOREVER);
	mp_pool_terminate(pool);
	assert_int_equal(mp_pool_get(pool, tasks[1], result, sizeof(result), 0), -ECANCELED);
	assert_int_equal(mp_pool_join(pool, 0), -EAGAIN);
	mp_semaphore_release(&leave);
	assert_int_equal(mp_pool_join(pool, 30000), 0);
	assert_int_equal(mp_pool_get(pool, tasks[0], result, sizeof(result), 0), 4);
	free_pool(pool);
}

/* What a task does to ordinary memory the maker sees. */
static void test_threads_have_our_memory(void **state)
{
	struct mp_pool *pool = new_pool(2, 2);
	struct mp_task task;
	int number = 5;

	(void)state;
	mp_semaphore_init(&arrived, 0);
	mp_semaphore_init(&leave, 1);
	assert_int_equal(mp_pool_apply_async(pool, WAIT, &number, sizeof(number), &task), 0);
	assert_int_equal(mp_semaphore_acquire(&arrived, 30000), 0);
	end_pool(pool);
}

static int use_threads(void **state)
{
	(void)state;
	made_of = MP_POOL_THREADS;
	return 0;
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
		cmocka_unit_test(test_a_dead_worker_may_be_forgotten),
		cmocka_unit_test(test_a_dead_worker_is_replaced),
		cmocka_unit_test(test_workers_killed_at_random),
		cmocka_unit_test(test_callbacks),
		cmocka_unit_test(test_a_callback_is_for_one_task),
		cmocka_unit_test(test_terminated_tasks_are_cancelled),
		cmocka_unit_test(test_imap_in_order),
		cmocka_unit_test(test_free_ends_busy_workers),
		cmocka_unit_test(test_bad_settings),
	};

	const struct CMUnitTest of_threads[] = {
		cmocka_unit_test(test_map_keeps_order),
		cmocka_unit_test(test_results_after_join),
		cmocka_unit_test(test_errors_of_tasks),
		cmocka_unit_test(test_nested_tasks),
		cmocka_unit_test(test_nested_task_starves),
		cmocka_unit_test(test_a_callback_is_for_one_task),
		cmocka_unit_test(test_imap_in_order),
		cmocka_unit_test(test_terminated_threads_finish),
		cmocka_unit_test(test_threads_have_our_memory),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	return failed + cmocka_run_group_tests(of_threads, use_threads, NULL);
}
