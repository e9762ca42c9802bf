/*
 * mp/deadline.h: how long calls may wait. Every kind of call waits as long as a long can say, and
 * what it waits for comes from another process once it is asleep.
 */
#include "mp/deadline.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include "mp/barrier.h"
#include "mp/bounded_semaphore.h"
#include "mp/event.h"
#include "mp/joinable_queue.h"
#include "mp/lock.h"
#include "mp/pipe.h"
#include "mp/pool.h"
#include "mp/queue.h"
#include "mp/rlock.h"
#include "mp/socket.h"
#include "mp_shared.h"

enum { LARGE = 4 << 20 /* bytes, more than a socket takes in */ };

/* All that is waited at, shared by the one who waits and the one who answers. */
struct scene {
	pid_t waiter;
	atomic_bool begins; /* the waiter does nothing any more but the call that waits */
	struct mp_semaphore ready;
	struct mp_semaphore semaphore;
	struct mp_bounded_semaphore bounded;
	struct mp_lock lock;
	struct mp_rlock rlock;
	struct mp_condition condition;
	bool has_changed; /* what is waited for with the condition */
	struct mp_event event;
	struct mp_barrier barrier;
	struct mp_queue *queue;
	struct mp_joinable_queue *tasks;
	struct mp_connection here, there;
	int sockets[2];
	struct mp_address address;
	int listener;
	struct mp_process *answerer; /* valid for the waiter */
};

struct scenario {
	const char *name;
	int (*prepare)(struct scene *scene); /* done by who answers, before the wait; or NULL */
	int (*wait)(struct scene *scene);
	int (*answer)(struct scene *scene);
};

/* --- that it waits -------------------------------------------------------------------------- */

/* Returns 0 once the waiter is asleep in its call, 1 when it is gone. */
static int await_sleep(const struct scene *scene)
{
	while (!atomic_load(&scene->begins) || state_of(scene->waiter) != 'S') {
		if (getppid() != scene->waiter)
			return 1;
		usleep(500);
	}
	return 0;
}

/* --- calls that wait, and what they wait for ------------------------------------------------ */

static int take_semaphore(struct scene *scene)
{
	return mp_semaphore_acquire(&scene->semaphore, LONG_MAX);
}

static int put_semaphore(struct scene *scene)
{
	return mp_semaphore_release(&scene->semaphore);
}

static int take_bounded(struct scene *scene)
{
	return mp_bounded_semaphore_acquire(&scene->bounded, LONG_MAX);
}

static int hold_bounded(struct scene *scene)
{
	return mp_bounded_semaphore_acquire(&scene->bounded, MP_FOREVER);
}

static int put_bounded(struct scene *scene)
{
	return mp_bounded_semaphore_release(&scene->bounded);
}

static int take_lock(struct scene *scene)
{
	return mp_lock_acquire(&scene->lock, LONG_MAX);
}

static int hold_lock(struct scene *scene)
{
	return mp_lock_acquire(&scene->lock, MP_FOREVER);
}

static int open_lock(struct scene *scene)
{
	mp_lock_release(&scene->lock);
	return 0;
}

static int take_rlock(struct scene *scene)
{
	return mp_rlock_acquire(&scene->rlock, LONG_MAX);
}

static int hold_rlock(struct scene *scene)
{
	return mp_rlock_acquire(&scene->rlock, MP_FOREVER);
}

static int open_rlock(struct scene *scene)
{
	return mp_rlock_release(&scene->rlock);
}

static int take_condition(struct scene *scene)
{
	return mp_condition_acquire(&scene->condition, LONG_MAX);
}

static int hold_condition(struct scene *scene)
{
	return mp_condition_acquire(&scene->condition, MP_FOREVER);
}

static int open_condition(struct scene *scene)
{
	return mp_condition_release(&scene->condition);
}

static bool is_true(void *flag)
{
	return *(const bool *)flag;
}

static int await_change(struct scene *scene)
{
	int error = mp_condition_acquire(&scene->condition, LONG_MAX);

	if (!error)
		error = mp_condition_wait_for(&scene->condition, is_true, &scene->has_changed,
					      LONG_MAX);
	return error ? error : mp_condition_release(&scene->condition);
}

static int change(struct scene *scene)
{
	int error = mp_condition_acquire(&scene->condition, MP_FOREVER);

	scene->has_changed = true;
	mp_condition_notify_all(&scene->condition);
	return error ? error : mp_condition_release(&scene->condition);
}

static int await_event(struct scene *scene)
{
	return mp_event_wait(&scene->event, LONG_MAX);
}

static int set_event(struct scene *scene)
{
	return mp_event_set(&scene->event);
}

/* Returns 0 for the first and the second to come. */
static int pass_barrier(struct scene *scene)
{
	int place = mp_barrier_wait(&scene->barrier, LONG_MAX);

	return place < 0 ? place : 0;
}

static int get_from_queue(struct scene *scene)
{
	char message;
	ssize_t size = mp_queue_get(scene->queue, &message, sizeof(message), LONG_MAX);

	return size == sizeof(message) ? 0 : (int)size;
}

static int put_into_queue(struct scene *scene)
{
	return mp_queue_put(scene->queue, "x", 1, LONG_MAX);
}

static int get_task(struct scene *scene)
{
	char message;
	ssize_t size = mp_joinable_queue_get(scene->tasks, &message, sizeof(message), LONG_MAX);

	return size == sizeof(message) ? 0 : (int)size;
}

static int put_task(struct scene *scene)
{
	return mp_joinable_queue_put(scene->tasks, "x", 1, LONG_MAX);
}

static int await_tasks(struct scene *scene)
{
	return mp_joinable_queue_join(scene->tasks, LONG_MAX);
}

static int do_task(struct scene *scene)
{
	int error = get_task(scene);

	return error ? error : mp_joinable_queue_task_done(scene->tasks);
}

static int await_message(struct scene *scene)
{
	return mp_connection_poll(&scene->here, LONG_MAX);
}

static int send_message(struct scene *scene)
{
	return mp_connection_send(&scene->there, "x", 1);
}

static int receive_bytes(struct scene *scene)
{
	char byte;
	ssize_t size = mp_socket_receive(scene->sockets[0], &byte, sizeof(byte), LONG_MAX);

	return size == sizeof(byte) ? 0 : (int)size;
}

static int send_bytes(struct scene *scene)
{
	return mp_socket_send(scene->sockets[1], "x", 1, LONG_MAX);
}

static int send_much(struct scene *scene)
{
	char *bytes = calloc(1, LARGE);
	int error = bytes ? mp_socket_send(scene->sockets[0], bytes, LARGE, LONG_MAX) : -ENOMEM;

	free(bytes);
	return error;
}

static int receive_much(struct scene *scene)
{
	char *bytes = malloc(LARGE);
	ssize_t size =
		bytes ? mp_socket_receive(scene->sockets[1], bytes, LARGE, LONG_MAX) : -ENOMEM;

	free(bytes);
	return size == LARGE ? 0 : 1;
}

static int accept_one(struct scene *scene)
{
	int fd = mp_socket_accept(scene->listener, LONG_MAX);

	return fd < 0 ? fd : close(fd);
}

static int connect_one(struct scene *scene)
{
	int fd = mp_socket_connect(&scene->address, LONG_MAX);

	return fd < 0 ? fd : close(fd);
}

static int await_end(struct scene *scene)
{
	return mp_process_join(scene->answerer, LONG_MAX);
}

static int end(struct scene *scene)
{
	(void)scene;
	return 0;
}

static const struct scenario scenarios[] = {
	{"semaphore", NULL, take_semaphore, put_semaphore},
	{"bounded semaphore", hold_bounded, take_bounded, put_bounded},
	{"lock", hold_lock, take_lock, open_lock},
	{"rlock", hold_rlock, take_rlock, open_rlock},
	{"condition's lock", hold_condition, take_condition, open_condition},
	{"condition", NULL, await_change, change},
	{"event", NULL, await_event, set_event},
	{"barrier", NULL, pass_barrier, pass_barrier},
	{"queue get", NULL, get_from_queue, put_into_queue},
	{"queue put", put_into_queue, put_into_queue, get_from_queue},
	{"joinable queue get", NULL, get_task, put_task},
	{"joinable queue join", put_task, await_tasks, do_task},
	{"connection", NULL, await_message, send_message},
	{"socket receive", NULL, receive_bytes, send_bytes},
	{"socket send", NULL, send_much, receive_much},
	{"socket accept", NULL, accept_one, connect_one},
	{"socket connect", connect_one, connect_one, accept_one},
	{"process", NULL, await_end, end},
};

/* --- the two processes ---------------------------------------------------------------------- */

static void make_sockets(struct scene *scene)
{
	char name[64];

	snprintf(name, sizeof(name), "@ipcstage-deadline-%d", (int)getpid());
	assert_int_equal(mp_address_unix(&scene->address, name), 0);
	scene->listener = mp_socket_listen(&scene->address, 0);
	assert_true(scene->listener >= 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, scene->sockets), 0);
}

static void make_scene(struct scene *scene)
{
	*scene = (struct scene){.waiter = getpid()};
	assert_int_equal(mp_semaphore_init(&scene->ready, 0), 0);
	assert_int_equal(mp_semaphore_init(&scene->semaphore, 0), 0);
	assert_int_equal(mp_bounded_semaphore_init(&scene->bounded, 1), 0);
	assert_int_equal(mp_lock_init(&scene->lock), 0);
	assert_int_equal(mp_rlock_init(&scene->rlock), 0);
	assert_int_equal(mp_condition_init(&scene->condition), 0);
	assert_int_equal(mp_event_init(&scene->event, "event"), 0);
	assert_int_equal(mp_barrier_init(&scene->barrier, 2, "barrier"), 0);
	assert_int_equal(mp_queue_new(&scene->queue, 1, 1, 0, "queue"), 0);
	assert_int_equal(mp_joinable_queue_new(&scene->tasks, 1, 1, 0, "tasks"), 0);
	assert_int_equal(mp_pipe(&scene->here, &scene->there, false, "pipe"), 0);
	make_sockets(scene);
}

static void clear_scene(struct scene *scene)
{
	close(scene->sockets[0]);
	close(scene->sockets[1]);
	close(scene->listener);
	mp_connection_close(&scene->here);
	mp_connection_close(&scene->there);
	mp_joinable_queue_free(scene->tasks);
	mp_queue_free(scene->queue);
}

struct part {
	struct scene *scene;
	const struct scenario *scenario;
};

static int answer(void *argument)
{
	const struct part *part = argument;

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that has failed leaves nobody behind */
	int error = part->scenario->prepare ? part->scenario->prepare(part->scene) : 0;

	mp_semaphore_release(&part->scene->ready);
	if (!error)
		error = await_sleep(part->scene);
	return error || part->scenario->answer(part->scene);
}

static void wait_for_the_answer(struct scene *scene, const struct scenario *scenario)
{
	struct part part = {scene, scenario};

	make_scene(scene);
	struct mp_process child = child_of(answer, &part);
	scene->answerer = &child;
	assert_int_equal(mp_semaphore_acquire(&scene->ready, MP_FOREVER), 0);
	atomic_store(&scene->begins, true);
	int error = scenario->wait(scene);
	if (error)
		fail_msg("%s: %s", scenario->name, strerror(-error));
	assert_int_equal(end_of(&child), 0);
	clear_scene(scene);
}

static void the_longest_time_out_is_long(void **state)
{
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++)
		wait_for_the_answer(page_of(state), &scenarios[i]);
}

/* A task of a pool: the argument is where the scene lies. */
static ssize_t wait_for_the_maker(struct mp_pool *pool, const void *argument, size_t size,
				  void *result)
{
	const struct scene *scene;

	(void)pool, (void)size, (void)result;
	memcpy(&scene, argument, sizeof(scene));
	return await_sleep(scene);
}

static void a_pool_waits_so_long_too(void **state)
{
	mp_pool_function *const functions[] = {wait_for_the_maker};
	const struct mp_pool_settings settings = {.workers = 1,
						  .functions = functions,
						  .function_count = 1,
						  .task_max = 1,
						  .argument_max = sizeof(struct scene *),
						  .result_max = sizeof(int)};
	struct scene *scene = page_of(state);
	struct mp_pool *pool;
	struct mp_task task;
	int result;

	*scene = (struct scene){.waiter = getpid()};
	assert_int_equal(mp_pool_new(&pool, &settings), 0);
	assert_int_equal(mp_pool_apply_async(pool, 0, &scene, sizeof(scene), &task), 0);
	atomic_store(&scene->begins, true);
	ssize_t got = mp_pool_get(pool, task, &result, sizeof(result), LONG_MAX);
	mp_pool_close(pool);
	int joined = mp_pool_join(pool, LONG_MAX);
	mp_pool_free(pool);
	assert_int_equal(got, 0);
	assert_int_equal(joined, 0);
}

/* --- deadlines themselves ------------------------------------------------------------------- */

static void what_is_left_is_never_too_little(void **state)
{
	static const long long_ones[] = {
		LONG_MAX,	    LONG_MAX - 1,	    LONG_MAX / 2,
		LONG_MAX / 1000000, LONG_MAX / 1000000 + 1, INT_MAX + 100000L};

	(void)state;
	for (size_t i = 0; i < sizeof(long_ones) / sizeof(long_ones[0]); i++) {
		struct mp_deadline deadline = mp_deadline_in(long_ones[i]);

		assert_int_equal(mp_deadline_left_ms(&deadline), INT_MAX);
		assert_in_range(deadline.at.tv_nsec, 0, 999999999);
		assert_int_equal(mp_deadline_missed(&deadline), -ETIMEDOUT);
	}
}

static void without_limit_and_without_waiting(void **state)
{
	struct mp_deadline forever = mp_deadline_in(MP_FOREVER), never = mp_deadline_in(0);

	(void)state;
	assert_int_equal(mp_deadline_left_ms(&forever), -1);
	assert_int_equal(mp_deadline_left_ms(&never), 0);
	assert_int_equal(mp_deadline_missed(&never), -EAGAIN);
	forever = mp_deadline_in(LONG_MIN);
	assert_int_equal(mp_deadline_left_ms(&forever), -1);
}

static void a_moment_ends(void **state)
{
	struct mp_deadline moment = mp_deadline_in(1);

	(void)state;
	assert_in_range(mp_deadline_left_ms(&moment), 0, 1);
	while (mp_deadline_left_ms(&moment) > 0)
		;
	assert_int_equal(mp_deadline_left_ms(&moment), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_left_is_never_too_little),
		cmocka_unit_test(without_limit_and_without_waiting),
		cmocka_unit_test(a_moment_ends),
		cmocka_unit_test_setup_teardown(the_longest_time_out_is_long, setup_page,
						teardown_page),
		cmocka_unit_test_setup_teardown(a_pool_waits_so_long_too, setup_page,
						teardown_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
