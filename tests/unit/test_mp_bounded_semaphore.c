/* mp/bounded_semaphore.h between real processes: no token too many, whoever puts it back. */
#include "mp/bounded_semaphore.h"

#include <errno.h>
#include <limits.h>
#include "mp_shared.h"

enum { TAKERS = 3, ROUNDS = 5000 };

static int take_and_put_back(void *argument)
{
	int bad = 0;

	for (int i = 0; i < ROUNDS; i++) {
		bad |= mp_bounded_semaphore_acquire(argument, MP_FOREVER);
		bad |= mp_bounded_semaphore_release(argument);
	}
	return bad != 0;
}

static int release_one(void *argument)
{
	return -mp_bounded_semaphore_release(argument);
}

static void a_release_too_many_is_refused(void **state)
{
	struct mp_bounded_semaphore *semaphore = page_of(state);
	struct mp_process child;

	assert_int_equal(mp_bounded_semaphore_init(semaphore, 2), 0);
	assert_int_equal(mp_bounded_semaphore_release(semaphore), -EOVERFLOW);
	assert_int_equal(mp_bounded_semaphore_acquire(semaphore, MP_FOREVER), 0);
	assert_int_equal(mp_bounded_semaphore_acquire(semaphore, 0), 0);
	assert_int_equal(mp_bounded_semaphore_acquire(semaphore, 0), -EAGAIN);
	assert_int_equal(mp_bounded_semaphore_acquire(semaphore, 10), -ETIMEDOUT);
	child = child_of(release_one, semaphore);
	assert_int_equal(end_of(&child), 0);
	assert_int_equal(mp_bounded_semaphore_value(semaphore), 1);
	assert_int_equal(mp_bounded_semaphore_release(semaphore), 0);
	assert_int_equal(mp_bounded_semaphore_release(semaphore), -EOVERFLOW);
	assert_int_equal(mp_bounded_semaphore_value(semaphore), 2);
	mp_bounded_semaphore_destroy(semaphore);
	assert_int_equal(mp_bounded_semaphore_init(semaphore, SEM_VALUE_MAX + 1u), -EINVAL);
}

static void many_share_few_tokens(void **state)
{
	struct mp_bounded_semaphore *semaphore = page_of(state);
	struct mp_process takers[TAKERS];

	assert_int_equal(mp_bounded_semaphore_init(semaphore, 2), 0);
	for (int i = 0; i < TAKERS; i++)
		takers[i] = child_of(take_and_put_back, semaphore);
	for (int i = 0; i < TAKERS; i++)
		assert_int_equal(end_of(&takers[i]), 0);
	assert_int_equal(mp_bounded_semaphore_value(semaphore), 2);
	assert_int_equal(mp_bounded_semaphore_release(semaphore), -EOVERFLOW);
	mp_bounded_semaphore_destroy(semaphore);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_release_too_many_is_refused),
		cmocka_unit_test(many_share_few_tokens),
	};
	return cmocka_run_group_tests(tests, setup_page, teardown_page);
}
