/* mp/process.h: how children end, and waiting for it with and without a time-out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include "mp/memory.h"
#include "mp/process.h"

static int leave_with(void *argument)
{
	return *(int *)argument;
}

static int sleep_for_ever(void *argument)
{
	(void)argument;
	return pause();
}

static int abort_quietly(void *argument)
{
	(void)argument;
	raise(SIGKILL);
	return 0;
}

static void test_exit_codes(void **state)
{
	const int codes[] = {0, 1, 7, 255};

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct mp_process child;
		int given = codes[i], code = -1000;
		assert_int_equal(mp_process_start(&child, leave_with, &given), 0);
		assert_int_equal(mp_process_join(&child, MP_FOREVER), 0);
		assert_int_equal(mp_process_exit_code(&child, &code), 0);
		assert_int_equal(code, given);
		assert_int_equal(mp_process_join(&child, MP_FOREVER), 0);
		assert_false(mp_process_is_alive(&child));
		assert_int_equal(mp_process_kill(&child), -ESRCH);
		mp_process_release(&child);
	}
}

static void test_killed_from_within(void **state)
{
	struct mp_process child;
	int code = 0;

	(void)state;
	assert_int_equal(mp_process_start(&child, abort_quietly, NULL), 0);
	assert_int_equal(mp_process_join(&child, MP_FOREVER), 0);
	assert_int_equal(mp_process_exit_code(&child, &code), 0);
	assert_int_equal(code, -SIGKILL);
	mp_process_release(&child);
}

static void test_time_outs(void **state)
{
	struct mp_process child;
	struct timespec before, after;
	int code = 1234;

	(void)state;
	assert_int_equal(mp_process_start(&child, sleep_for_ever, NULL), 0);
	assert_true(mp_process_is_alive(&child));
	assert_int_equal(mp_process_join(&child, 0), -EAGAIN);
	assert_int_equal(mp_process_exit_code(&child, &code), -EAGAIN);
	assert_int_equal(code, 1234);
	clock_gettime(CLOCK_MONOTONIC, &before);
	assert_int_equal(mp_process_join(&child, 30), -ETIMEDOUT);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_true((after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec >=
		    30000000);
	assert_int_equal(mp_process_terminate(&child), 0);
	assert_int_equal(mp_process_join(&child, 10000), 0);
	assert_int_equal(mp_process_exit_code(&child, &code), 0);
	assert_int_equal(code, -SIGTERM);
	mp_process_release(&child);
}

static void test_sentinel(void **state)
{
	struct mp_process child;

	(void)state;
	assert_int_equal(mp_process_start(&child, sleep_for_ever, NULL), 0);
	struct pollfd sentinel = {.fd = mp_process_sentinel(&child), .events = POLLIN};
	if (sentinel.fd == -ENOSYS) { /* as under valgrind 3.19 */
		assert_int_equal(mp_process_kill(&child), 0);
		assert_int_equal(mp_process_join(&child, MP_FOREVER), 0);
		skip();
	}
	assert_true(sentinel.fd >= 0);
	assert_int_equal(mp_process_sentinel(&child), sentinel.fd);
	assert_int_equal(poll(&sentinel, 1, 0), 0);
	assert_int_equal(mp_process_kill(&child), 0);
	assert_int_equal(poll(&sentinel, 1, 10000), 1);
	assert_int_equal(mp_process_join(&child, 0), 0);
	mp_process_release(&child);
	assert_int_equal(mp_process_sentinel(&child), -ESRCH);
}

/* A wait that has to end in time does without a descriptor where it gets none. */
static void test_time_outs_without_a_sentinel(void **state)
{
	struct rlimit before, none;
	struct mp_process child;

	(void)state;
	assert_int_equal(mp_process_start(&child, sleep_for_ever, NULL), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	int sentinel = mp_process_sentinel(&child);
	int early = mp_process_join(&child, 30);
	int killed = mp_process_kill(&child);
	int late = mp_process_join(&child, 10000);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_true(sentinel < 0);
	assert_int_equal(early, -ETIMEDOUT);
	assert_int_equal(killed, 0);
	assert_int_equal(late, 0);
	mp_process_release(&child);
}

static int add_one(void *argument)
{
	*(int *)argument += 1;
	return 0;
}

static void test_memory_is_shared_only_when_asked(void **state)
{
	struct mp_memory memory;
	struct mp_process child;
	int own = 5;

	(void)state;
	assert_int_equal(mp_memory_init(&memory, 0), -EINVAL);
	assert_int_equal(mp_memory_init(&memory, sizeof(int)), 0);
	int *shared = memory.at;
	assert_int_equal(*shared, 0);
	*shared = 5;
	assert_int_equal(mp_process_start(&child, add_one, shared), 0);
	assert_int_equal(mp_process_join(&child, MP_FOREVER), 0);
	assert_int_equal(*shared, 6);
	assert_int_equal(mp_process_start(&child, add_one, &own), 0);
	assert_int_equal(mp_process_join(&child, MP_FOREVER), 0);
	assert_int_equal(own, 5);
	mp_memory_release(&memory);
	mp_memory_release(&memory);
	assert_null(memory.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exit_codes),
		cmocka_unit_test(test_killed_from_within),
		cmocka_unit_test(test_time_outs),
		cmocka_unit_test(test_sentinel),
		cmocka_unit_test(test_time_outs_without_a_sentinel),
		cmocka_unit_test(test_memory_is_shared_only_when_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
