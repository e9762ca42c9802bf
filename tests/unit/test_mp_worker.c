/* mp/worker.h: the same function as a process and as a thread, and what differs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <unistd.h>
#include "mp/memory.h"
#include "mp/semaphore.h"
#include "mp/worker.h"

struct common {
	struct mp_semaphore go;
	int *ordinary; /* not shared by processes */
	pid_t pid;
};

static int touch(void *argument)
{
	struct common *common = argument;

	mp_semaphore_acquire(&common->go, MP_FOREVER);
	++*common->ordinary;
	common->pid = getpid();
	return 300; /* of which 44 is left */
}

/* Start one, look that it waits, let it go, and see what it has left behind. */
static void try_one(bool as_thread)
{
	int ordinary = 0, code = -1;
	struct mp_memory memory;
	struct mp_worker worker;

	assert_int_equal(mp_memory_init(&memory, sizeof(struct common)), 0);
	struct common *common = memory.at;
	common->ordinary = &ordinary;
	assert_int_equal(mp_semaphore_init(&common->go, 0), 0);
	assert_int_equal(mp_worker_start(&worker, as_thread, touch, common), 0);
	assert_int_equal(mp_worker_join(&worker, 0), -EAGAIN);
	assert_int_equal(mp_worker_join(&worker, 1), -ETIMEDOUT);
	assert_int_equal(mp_worker_exit_code(&worker, &code), -EAGAIN);
	assert_int_equal(code, -1);
	mp_semaphore_release(&common->go);
	assert_int_equal(mp_worker_join(&worker, MP_FOREVER), 0);
	assert_int_equal(mp_worker_join(&worker, 0), 0);
	assert_int_equal(mp_worker_exit_code(&worker, &code), 0);
	assert_int_equal(code, 44);
	assert_int_equal(ordinary, as_thread);
	assert_int_equal(common->pid == getpid(), as_thread);
	mp_worker_release(&worker);
	mp_memory_release(&memory);
}

static void test_process(void **state)
{
	(void)state;
	try_one(false);
}

static void test_thread(void **state)
{
	(void)state;
	try_one(true);
}

static int say_so(void *argument)
{
	mp_semaphore_release(argument);
	return 0;
}

/* A thread that nobody joins is let go, with what belongs to it. */
static void test_release(void **state)
{
	struct mp_semaphore done;
	struct mp_worker worker;

	(void)state;
	assert_int_equal(mp_semaphore_init(&done, 0), 0);
	assert_int_equal(mp_worker_start(&worker, true, say_so, &done), 0);
	mp_worker_release(&worker);
	assert_int_equal(mp_semaphore_acquire(&done, MP_FOREVER), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_process),
		cmocka_unit_test(test_thread),
		cmocka_unit_test(test_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
