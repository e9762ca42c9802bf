/* mp/rlock.h between real processes: depth, ownership, time-outs, an owner's death. */
#include "mp/rlock.h"

#include <errno.h>
#include "mp_shared.h"

static int try_it(void *argument)
{
	return -mp_rlock_acquire(argument, 0);
}

static int wait_for_it(void *argument)
{
	return -mp_rlock_acquire(argument, 20);
}

static int release_it(void *argument)
{
	return -mp_rlock_release(argument);
}

static int die_with_it(void *argument)
{
	mp_rlock_acquire(argument, MP_FOREVER);
	mp_rlock_acquire(argument, MP_FOREVER);
	return raise(SIGKILL);
}

static void the_owner_takes_it_as_often_as_he_likes(void **state)
{
	struct mp_rlock *lock = page_of(state);
	struct mp_process child;

	assert_int_equal(mp_rlock_init(lock), 0);
	assert_int_equal(mp_rlock_depth(lock), 0);
	assert_int_equal(mp_rlock_acquire(lock, MP_FOREVER), 0);
	assert_int_equal(mp_rlock_acquire(lock, 0), 0);
	assert_int_equal(mp_rlock_depth(lock), 2);
	assert_int_equal(mp_rlock_release(lock), 0);
	child = child_of(try_it, lock);
	assert_int_equal(end_of(&child), EAGAIN);
	child = child_of(wait_for_it, lock);
	assert_int_equal(end_of(&child), ETIMEDOUT);
	child = child_of(release_it, lock);
	assert_int_equal(end_of(&child), EPERM);
	assert_int_equal(mp_rlock_release(lock), 0);
	assert_int_equal(mp_rlock_release(lock), -EPERM);
	assert_int_equal(mp_rlock_acquire(lock, 50), 0);
	assert_int_equal(mp_rlock_release(lock), 0);
	mp_rlock_destroy(lock);
}

static void a_dead_owner_is_told_of_once(void **state)
{
	struct mp_rlock *lock = page_of(state);
	struct mp_process child;

	assert_int_equal(mp_rlock_init(lock), 0);
	child = child_of(die_with_it, lock);
	assert_int_equal(end_of(&child), -SIGKILL);
	assert_int_equal(mp_rlock_depth(lock), 0);
	assert_int_equal(mp_rlock_acquire(lock, MP_FOREVER), -EOWNERDEAD);
	assert_int_equal(mp_rlock_depth(lock), 1);
	assert_int_equal(mp_rlock_release(lock), 0);
	assert_int_equal(mp_rlock_acquire(lock, MP_FOREVER), 0);
	assert_int_equal(mp_rlock_release(lock), 0);
	mp_rlock_destroy(lock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_owner_takes_it_as_often_as_he_likes),
		cmocka_unit_test(a_dead_owner_is_told_of_once),
	};
	return cmocka_run_group_tests(tests, setup_page, teardown_page);
}
