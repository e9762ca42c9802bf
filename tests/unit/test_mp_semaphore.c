/* mp/semaphore.h and mp/lock.h between real processes: exclusion, time-outs, a holder's death. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>
#include "mp/lock.h"
#include "mp/memory.h"
#include "mp/process.h"
#include "mp/semaphore.h"

enum { ADDERS = 3, ROUNDS = 20000 };

struct shared {
	struct mp_lock lock;
	struct mp_semaphore tokens;
	volatile long counter;
};

static int setup(void **state)
{
	static struct mp_memory memory;

	if (mp_memory_init(&memory, sizeof(struct shared)))
		return -1;
	*state = &memory;
	return 0;
}

static int teardown(void **state)
{
	mp_memory_release(*state);
	return 0;
}

static struct shared *shared_of(void **state)
{
	return ((struct mp_memory *)*state)->at;
}

static int add(void *argument)
{
	struct shared *shared = argument;

	for (int i = 0; i < ROUNDS; i++) {
		mp_lock_acquire(&shared->lock, MP_FOREVER);
		shared->counter = shared->counter + 1;
		mp_lock_release(&shared->lock);
	}
	return 0;
}

static void test_the_lock_excludes(void **state)
{
	struct shared *shared = shared_of(state);
	struct mp_process adders[ADDERS];

	assert_int_equal(mp_lock_init(&shared->lock), 0);
	shared->counter = 0;
	for (int i = 0; i < ADDERS; i++)
		assert_int_equal(mp_process_start(&adders[i], add, shared), 0);
	for (int i = 0; i < ADDERS; i++)
		assert_int_equal(mp_process_join(&adders[i], MP_FOREVER), 0);
	assert_int_equal(shared->counter, ADDERS * ROUNDS);
	mp_lock_destroy(&shared->lock);
}

static int die_with_lock(void *argument)
{
	struct shared *shared = argument;

	mp_lock_acquire(&shared->lock, MP_FOREVER);
	raise(SIGKILL);
	return 0;
}

static void test_a_dead_holder_keeps_the_lock(void **state)
{
	struct shared *shared = shared_of(state);
	struct mp_process holder;

	assert_int_equal(mp_lock_init(&shared->lock), 0);
	assert_int_equal(mp_process_start(&holder, die_with_lock, shared), 0);
	assert_int_equal(mp_process_join(&holder, MP_FOREVER), 0);
	assert_int_equal(mp_lock_acquire(&shared->lock, 0), -EAGAIN);
	assert_int_equal(mp_lock_acquire(&shared->lock, 20), -ETIMEDOUT);
	mp_lock_release(&shared->lock); /* anybody may */
	assert_int_equal(mp_lock_acquire(&shared->lock, 0), 0);
	mp_lock_destroy(&shared->lock);
}

static void test_tokens_are_counted(void **state)
{
	struct shared *shared = shared_of(state);
	struct mp_semaphore *tokens = &shared->tokens;

	assert_int_equal(mp_semaphore_init(tokens, (unsigned)SEM_VALUE_MAX + 1), -EINVAL);
	assert_int_equal(mp_semaphore_init(tokens, 2), 0);
	assert_int_equal(mp_semaphore_acquire(tokens, 0), 0);
	assert_int_equal(mp_semaphore_acquire(tokens, MP_FOREVER), 0);
	assert_int_equal(mp_semaphore_value(tokens), 0);
	assert_int_equal(mp_semaphore_acquire(tokens, 0), -EAGAIN);
	for (int i = 0; i < 3; i++)
		assert_int_equal(mp_semaphore_release(tokens), 0);
	assert_int_equal(mp_semaphore_value(tokens), 3);
	mp_semaphore_destroy(tokens);
	assert_int_equal(mp_semaphore_init(tokens, SEM_VALUE_MAX), 0);
	assert_int_equal(mp_semaphore_release(tokens), -EOVERFLOW);
	mp_semaphore_destroy(tokens);
}

static int release_soon(void *argument)
{
	struct shared *shared = argument;

	usleep(60000);
	return mp_semaphore_release(&shared->tokens);
}

static void ignore_alarm(int signal)
{
	(void)signal;
}

/* A handler that runs while we wait must not look like a token. */
static void test_signals_do_not_end_a_wait(void **state)
{
	struct shared *shared = shared_of(state);
	struct mp_process releaser;
	struct sigaction old, action = {.sa_handler = ignore_alarm};
	const struct itimerval often = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};

	assert_int_equal(mp_semaphore_init(&shared->tokens, 0), 0);
	assert_int_equal(mp_process_start(&releaser, release_soon, shared), 0);
	sigaction(SIGALRM, &action, &old);
	setitimer(ITIMER_REAL, &often, NULL);
	assert_int_equal(mp_semaphore_acquire(&shared->tokens, 30), -ETIMEDOUT);
	assert_int_equal(mp_semaphore_acquire(&shared->tokens, MP_FOREVER), 0);
	assert_int_equal(mp_process_join(&releaser, 10000), 0);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &old, NULL);
	assert_int_equal(mp_semaphore_value(&shared->tokens), 0);
	mp_process_release(&releaser);
	mp_semaphore_destroy(&shared->tokens);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_lock_excludes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_dead_holder_keeps_the_lock, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tokens_are_counted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_signals_do_not_end_a_wait, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
