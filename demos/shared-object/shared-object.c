/*
 * shared-object: the workers of a pool use an object that a manager keeps.
 *
 * The manager does one request at a time, so a method is whole: that is the object's lock. Reading
 * the object and writing it back are two requests, and others come between.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <ipcstage.h>
#include "mp/manager.h"
#include "mp/pool.h"
#include "mp/shared_objects.h"
#include "../options.h"
#include "../support.h"

enum { COUNTER, QUEUE };
enum { TASKS_MAX = 20 };

static int no_lock;
static struct mp_proxy shared; /* inherited: an address in a task would differ from run to run */

/* --- the class Counter: its methods run in the manager -------------------------------------- */

static ssize_t increment(void *object, const void *argument, size_t size, void *result)
{
	(void)argument, (void)size, (void)result;
	*(int *)object += 1;
	return 0;
}

static ssize_t get(void *object, const void *argument, size_t size, void *result)
{
	(void)argument, (void)size;
	memcpy(result, object, sizeof(int));
	return sizeof(int);
}

static ssize_t set(void *object, const void *argument, size_t size, void *result)
{
	(void)result;
	memcpy(object, argument, size);
	return 0;
}

static void show(const void *object, char *out, size_t size)
{
	snprintf(out, size, "counter %d", *(const int *)object);
}

enum { INCREMENT, GET, SET, METHODS };
static const struct mp_method methods[METHODS] = {
	[INCREMENT] = {"increment", increment}, [GET] = {"get", get}, [SET] = {"set", set}};
static const struct mp_class counter_class = {"counter", sizeof(int), methods, METHODS, show};

static int value_of_counter(void)
{
	int value = 0;

	stop_if_failed(mp_proxy_call(&shared, GET, NULL, 0, &value, sizeof(value)), "get");
	return value;
}

/* --- what the workers do -------------------------------------------------------------------- */

static ssize_t count(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	int increments = *(const int *)argument;

	(void)pool, (void)size, (void)result;
	for (int i = 1; i <= increments; i++) {
		ipcstage_note("%d of %d", i, increments);
		if (no_lock) {
			int value = value_of_counter() + 1;
			stop_if_failed(mp_proxy_call(&shared, SET, &value, sizeof(value), NULL, 0),
				       "set");
		} else {
			stop_if_failed(mp_proxy_call(&shared, INCREMENT, NULL, 0, NULL, 0),
				       "increment");
		}
	}
	return 0;
}

static ssize_t put(struct mp_pool *pool, const void *argument, size_t size, void *result)
{
	(void)pool, (void)argument, (void)size, (void)result;
	return mp_shared_queue_put(&shared, mp_text("12346"));
}

static mp_pool_function *const functions[] = {[COUNTER] = count, [QUEUE] = put};

static void outcome(const char *name, int number, int expected)
{
	printf("%s=%d\n", name, number);
	ipcstage_outcome(name, "%d", number);
	ipcstage_expected(name, "%d", expected);
}

int main(int argc, char *argv[])
{
	static const struct mp_class *const classes[] = {&counter_class, &mp_shared_queue};
	static const char *const scenarios[] = {"counter", "queue", NULL};
	int workers = 4, tasks = 5, increments = 50;
	const struct option_row rows[] = {{"workers", &workers, 1, 6},
					  {"tasks", &tasks, 1, TASKS_MAX},
					  {"increments", &increments, 1, 100},
					  {"no-lock", &no_lock, 0, 0},
					  {NULL, NULL, 0, 0}};
	int scenario = options_scenario(&argc, argv, scenarios);
	struct mp_manager *manager;
	struct mp_pool *pool;
	struct mp_task task;

	options_parse(argc, argv, rows);
	ipcstage_process("main");
	stop_if_failed(mp_manager_start(&manager, classes, 2), "manager");
	stop_if_failed(mp_manager_create(manager, classes[scenario], &shared), "object");

	const struct mp_pool_settings settings = {.workers = (unsigned)workers,
						  .functions = functions,
						  .function_count = 2,
						  .task_max = (unsigned)tasks,
						  .argument_max = sizeof(increments)};
	stop_if_failed(mp_pool_new(&pool, &settings), "pool");
	for (int i = 0; i < tasks; i++)
		stop_if_failed(mp_pool_apply_async(pool, (unsigned)scenario, &increments,
						   sizeof(increments), &task),
			       "task");
	mp_pool_close(pool);
	stop_if_failed(mp_pool_join(pool, MP_FOREVER), "join");

	if (scenario == COUNTER)
		outcome("counter", value_of_counter(), tasks * increments);
	else
		outcome("size", mp_shared_queue_size(&shared), tasks);
	mp_pool_free(pool);
	mp_manager_free(manager);
	return 0;
}
