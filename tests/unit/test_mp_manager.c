/* mp/manager.h and mp/shared_objects.h with a real server and several clients. */
#include "mp/manager.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include "mp/shared_objects.h"
#include "mp_shared.h"

/* A class of one's own: a counter, as in the third document, and a method that fails. */
static ssize_t add(void *object, const void *argument, size_t size, void *result)
{
	long *counter = object, amount;

	if (size != sizeof(amount))
		return -EINVAL;
	memcpy(&amount, argument, sizeof(amount));
	*counter += amount;
	memcpy(result, counter, sizeof(*counter));
	return sizeof(*counter);
}

static ssize_t refuse(void *object, const void *argument, size_t size, void *result)
{
	(void)object, (void)argument, (void)size, (void)result;
	return -EDOM;
}

static ssize_t die(void *object, const void *argument, size_t size, void *result)
{
	(void)object, (void)argument, (void)size, (void)result;
	raise(SIGKILL);
	return 0;
}

/* Let the server open so many descriptors more, or as many as it may. Results in its pid. */
static ssize_t limit_to(rlim_t count, void *result)
{
	const pid_t pid = getpid();
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return -errno;
	limit.rlim_cur = count;
	if (limit.rlim_cur > limit.rlim_max)
		limit.rlim_cur = limit.rlim_max;
	memcpy(result, &pid, sizeof(pid));
	return setrlimit(RLIMIT_NOFILE, &limit) ? -errno : (ssize_t)sizeof(pid);
}

static ssize_t open_none(void *object, const void *argument, size_t size, void *result)
{
	int lowest = dup(STDIN_FILENO);

	(void)object, (void)argument, (void)size;
	if (lowest < 0)
		return -errno;
	close(lowest);
	return limit_to((rlim_t)lowest, result);
}

static ssize_t open_any(void *object, const void *argument, size_t size, void *result)
{
	(void)object, (void)argument, (void)size;
	return limit_to(RLIM_INFINITY, result);
}

enum { ADD, REFUSE, DIE, OPEN_NONE, OPEN_ANY, METHODS };
static const struct mp_method methods[METHODS] = {
	[ADD] = {"add", add},
	[REFUSE] = {"refuse", refuse},
	[DIE] = {"die", die},
	[OPEN_NONE] = {"open none", open_none},
	[OPEN_ANY] = {"open any", open_any},
};
static const struct mp_class counter_class = {"counter", sizeof(long), methods, METHODS, NULL};

static struct mp_manager *start(void)
{
	static const struct mp_class *const classes[] = {&counter_class,   &mp_shared_value,
							 &mp_shared_list,  &mp_shared_dict,
							 &mp_shared_queue, &mp_shared_lock};
	struct mp_manager *manager = NULL;

	assert_int_equal(mp_manager_start(&manager, classes, 6), 0);
	return manager;
}

static void end(struct mp_manager *manager)
{
	mp_manager_free(manager);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static struct mp_proxy create(struct mp_manager *manager, const struct mp_class *class)
{
	struct mp_proxy proxy;

	assert_int_equal(mp_manager_create(manager, class, &proxy), 0);
	return proxy;
}

static void test_values_lists_dictionaries(void **state)
{
	struct mp_manager *manager = start();
	struct mp_proxy value = create(manager, &mp_shared_value);
	struct mp_proxy list = create(manager, &mp_shared_list);
	struct mp_proxy dict = create(manager, &mp_shared_dict);
	struct mp_variant got, items[4];
	char text[64];

	(void)state;
	assert_int_equal(mp_shared_value_get(&value, &got), 0);
	assert_int_equal(got.type, MP_NONE);
	assert_int_equal(mp_shared_value_set(&value, mp_text("Hello")), 0);
	assert_int_equal(mp_shared_value_get(&value, &got), 0);
	assert_string_equal(got.text, "Hello");
	for (int i = 0; i < 3; i++)
		assert_int_equal(mp_shared_list_append(&list, mp_integer(i)), 0);
	assert_int_equal(mp_shared_list_reverse(&list), 0);
	assert_int_equal(mp_shared_list_copy(&list, items, 4), 3);
	assert_int_equal(items[0].integer, 2);
	assert_int_equal(mp_shared_list_set(&list, 1, mp_real(0.5)), 0);
	assert_int_equal(mp_shared_list_get(&list, 1, &got), 0);
	assert_true(got.real == 0.5);
	assert_int_equal(mp_shared_list_get(&list, 3, &got), -ERANGE);
	assert_int_equal(mp_shared_dict_set(&dict, mp_integer(1), mp_text("1")), 0);
	assert_int_equal(mp_shared_dict_set(&dict, mp_text("2"), mp_integer(2)), 0);
	assert_int_equal(mp_shared_dict_set(&dict, mp_real(0.25), mp_none()), 0);
	assert_int_equal(mp_shared_dict_set(&dict, mp_integer(1), mp_text("one")), 0);
	assert_int_equal(mp_shared_dict_length(&dict), 3);
	assert_int_equal(mp_shared_dict_get(&dict, mp_integer(1), &got), 0);
	mp_variant_format(&got, text, sizeof(text));
	assert_string_equal(text, "'one'");
	assert_int_equal(mp_shared_dict_get(&dict, mp_integer(3), &got), -ENOENT);
	assert_int_equal(mp_proxy_show(&dict, text, sizeof(text)), 0);
	assert_string_equal(text, "{1: 'one', '2': 2, 0.25: None}");
	assert_int_equal(mp_proxy_show(&list, text, 6), 0);
	assert_string_equal(text, "[2, 0");
	end(manager);
}

/* What is got is a copy: changing it changes nothing until it is set. */
static void test_reals_as_text(void **state)
{
	static const struct {
		double real;
		const char *text;
	} rows[] = {{3.1415926, "3.1415926"},		{2, "2.0"},	   {0.1, "0.1"},
		    {0.1 + 0.2, "0.30000000000000004"}, {1e300, "1e+300"}, {-0.25, "-0.25"}};
	char text[40];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct mp_variant real = mp_real(rows[i].real);

		assert_int_equal(mp_variant_format(&real, text, sizeof(text)),
				 strlen(rows[i].text));
		assert_string_equal(text, rows[i].text);
	}
}

static void test_nested_changes_are_lost(void **state)
{
	const long numbers[] = {1, 2};
	struct mp_manager *manager = start();
	struct mp_proxy list = create(manager, &mp_shared_list);
	struct mp_variant inner;
	char text[64];

	(void)state;
	assert_int_equal(mp_shared_list_append(&list, mp_list(numbers, 1)), 0);
	assert_int_equal(mp_shared_list_get(&list, 0, &inner), 0);
	inner = mp_list(numbers, 2);
	assert_int_equal(mp_shared_list_get(&list, 0, &inner), 0);
	mp_variant_format(&inner, text, sizeof(text));
	assert_string_equal(text, "[1]");
	end(manager);
}

static void test_errors(void **state)
{
	struct mp_manager *manager = start();
	struct mp_proxy counter = create(manager, &counter_class);
	const struct mp_class stranger = {"stranger", 1, methods, METHODS, NULL};
	static const char big[MP_MANAGER_MESSAGE + 1];
	struct mp_proxy none;
	long amount = 2, sum = 0;

	(void)state;
	assert_int_equal(mp_manager_create(manager, &stranger, &none), -EINVAL);
	assert_int_equal(mp_proxy_call(&counter, METHODS, NULL, 0, NULL, 0), -EINVAL);
	assert_int_equal(mp_proxy_show(&counter, NULL, 0), -ENOTSUP);
	assert_int_equal(mp_proxy_call(&counter, REFUSE, NULL, 0, NULL, 0), -EDOM);
	assert_int_equal(mp_proxy_call(&counter, ADD, big, sizeof(big), &sum, 8), -EMSGSIZE);
	assert_int_equal(mp_proxy_call(&counter, ADD, &amount, 8, &sum, 4), -EMSGSIZE);
	assert_int_equal(mp_proxy_call(&counter, ADD, &amount, 8, &sum, 8), 8);
	assert_int_equal(sum, 4);
	for (int i = 1; i < MP_MANAGER_OBJECTS; i++)
		create(manager, &mp_shared_lock);
	assert_int_equal(mp_manager_create(manager, &counter_class, &none), -ENOSPC);
	assert_int_equal(mp_proxy_call(&counter, DIE, NULL, 0, NULL, 0), -EPIPE);
	assert_int_equal(mp_proxy_call(&counter, ADD, &amount, 8, &sum, 8), -EPIPE);
	end(manager);
}

enum { CLIENTS = 8, ROUNDS = 200 };

static int add_many(void *argument)
{
	const struct mp_proxy *counter = argument;
	long one = 1, sum;

	for (int i = 0; i < ROUNDS; i++)
		if (mp_proxy_call(counter, ADD, &one, sizeof(one), &sum, sizeof(sum)) < 0)
			return 1;
	return 0;
}

static void run_all(int (*run)(void *argument), void *argument)
{
	struct mp_process clients[CLIENTS];
	int code = -1;

	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(mp_process_start(&clients[i], run, argument), 0);
	for (int i = 0; i < CLIENTS; i++) {
		assert_int_equal(mp_process_join(&clients[i], 60000), 0);
		assert_int_equal(mp_process_exit_code(&clients[i], &code), 0);
		assert_int_equal(code, 0);
		mp_process_release(&clients[i]);
	}
}

static void test_many_clients(void **state)
{
	struct mp_manager *manager = start();
	struct mp_proxy counter = create(manager, &counter_class);
	long none = 0, sum;

	(void)state;
	run_all(add_many, &counter);
	assert_int_equal(mp_proxy_call(&counter, ADD, &none, sizeof(none), &sum, sizeof(sum)), 8);
	assert_int_equal(sum, CLIENTS * ROUNDS);
	end(manager);
}

struct locked_value {
	struct mp_proxy lock, value;
};

/* Two calls that belong together, under a lock that the manager keeps. */
static int add_under_lock(void *argument)
{
	const struct locked_value *shared = argument;
	struct mp_variant value;

	for (int i = 0; i < 20; i++) {
		if (mp_shared_lock_acquire(&shared->lock) ||
		    mp_shared_value_get(&shared->value, &value) ||
		    mp_shared_value_set(&shared->value, mp_integer(value.integer + 1)) ||
		    mp_shared_lock_release(&shared->lock))
			return 1;
	}
	return 0;
}

static void test_a_lock_makes_two_calls_one(void **state)
{
	struct mp_manager *manager = start();
	struct locked_value shared = {create(manager, &mp_shared_lock),
				      create(manager, &mp_shared_value)};
	struct mp_variant value;

	(void)state;
	assert_int_equal(mp_shared_value_set(&shared.value, mp_integer(0)), 0);
	run_all(add_under_lock, &shared);
	assert_int_equal(mp_shared_value_get(&shared.value, &value), 0);
	assert_int_equal(value.integer, 20 * CLIENTS);
	assert_int_equal(mp_shared_lock_release(&shared.lock), -EPERM);
	end(manager);
}

static int get_and_put(void *argument)
{
	const struct mp_proxy *queue = argument;
	struct mp_variant item;

	return mp_shared_queue_get(queue, &item) ||
	       mp_shared_queue_put(queue, mp_integer(item.integer + 1));
}

/* All wait in get; one item goes through all of them. */
static void test_a_queue_waits(void **state)
{
	struct mp_manager *manager = start();
	struct mp_proxy queue = create(manager, &mp_shared_queue);
	struct mp_variant item;
	struct mp_process putter;

	(void)state;
	assert_int_equal(mp_shared_queue_put(&queue, mp_integer(0)), 0);
	run_all(get_and_put, &queue);
	assert_int_equal(mp_shared_queue_size(&queue), 1);
	assert_int_equal(mp_shared_queue_get(&queue, &item), 0);
	assert_int_equal(item.integer, CLIENTS);
	assert_int_equal(mp_process_start(&putter, get_and_put, &queue), 0);
	await_asleep(putter.pid); /* most likely in that wait; either order must work */
	assert_int_equal(mp_shared_queue_put(&queue, mp_integer(7)), 0);
	assert_int_equal(mp_process_join(&putter, 60000), 0);
	mp_process_release(&putter);
	assert_int_equal(mp_shared_queue_get(&queue, &item), 0);
	assert_int_equal(item.integer, 8);
	end(manager);
}

static int wait_for_ever(void *argument)
{
	struct mp_variant item;

	return mp_shared_queue_get(argument, &item);
}

/* Who is killed while it waits is forgotten; the next item goes to somebody who lives. */
static void test_a_killed_client_is_forgotten(void **state)
{
	struct mp_manager *manager = start();
	struct mp_proxy queue = create(manager, &mp_shared_queue);
	struct mp_process client;
	struct mp_variant item;

	(void)state;
	assert_int_equal(mp_process_start(&client, wait_for_ever, &queue), 0);
	await_asleep(client.pid);
	assert_int_equal(mp_process_kill(&client), 0);
	assert_int_equal(mp_process_join(&client, 60000), 0);
	mp_process_release(&client);
	assert_int_equal(mp_shared_queue_put(&queue, mp_integer(5)), 0);
	assert_int_equal(mp_shared_queue_get(&queue, &item), 0);
	assert_int_equal(item.integer, 5);
	end(manager);
}

static int call_as_nobody(void *argument)
{
	struct mp_variant value;

	if (setgid(65534) || setuid(65534))
		return 2;
	return mp_shared_value_get(argument, &value) == -EACCES ? 0 : 1;
}

static void test_another_user_is_refused(void **state)
{
	struct mp_manager *manager;
	struct mp_process stranger;
	struct mp_proxy value;
	int code = -1;

	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can become somebody else */
	manager = start();
	value = create(manager, &mp_shared_value);
	assert_int_equal(mp_process_start(&stranger, call_as_nobody, &value), 0);
	assert_int_equal(mp_process_join(&stranger, 60000), 0);
	assert_int_equal(mp_process_exit_code(&stranger, &code), 0);
	assert_int_equal(code, 0);
	mp_process_release(&stranger);
	end(manager);
}

/* Nobody tells the server to end: it notices that nobody is left. */
static void test_the_server_ends_with_the_last(void **state)
{
	int ends[2];
	char byte;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	pid_t maker = fork();
	if (maker == 0) {
		start(); /* the server inherits the write end */
		raise(SIGKILL);
	}
	close(ends[1]);
	assert_int_equal(waitpid(maker, NULL, 0), maker);
	assert_int_equal(read(ends[0], &byte, 1), 0); /* blocks until it is gone */
	close(ends[0]);
}

struct newcomer {
	struct mp_proxy counter;
	atomic_bool *calls; /* does nothing any more but its first call */
};

/* Under valgrind, which takes a connection and closes it, the newcomer has to come again. */
static int call_once(void *argument)
{
	const struct newcomer *newcomer = argument;
	long one = 1, sum = 0;
	ssize_t size;

	atomic_store(newcomer->calls, true);
	do {
		size = mp_proxy_call(&newcomer->counter, ADD, &one, sizeof(one), &sum, sizeof(sum));
	} while (size == -EPIPE);
	return size == sizeof(sum) && sum == 1 ? 0 : 1;
}

/* A server without a free descriptor sleeps, serves those whom it has, and lets in others later. */
static void test_who_cannot_be_let_in_waits(void **state)
{
	struct mp_manager *manager = start();
	struct newcomer newcomer = {create(manager, &counter_class), page_of(state)};
	long none = 0, sum = -1;
	pid_t server = 0;

	assert_int_equal(
		mp_proxy_call(&newcomer.counter, OPEN_NONE, NULL, 0, &server, sizeof(server)),
		sizeof(server));
	struct mp_process client = child_of(call_once, &newcomer);
	while (!atomic_load(newcomer.calls) || state_of(client.pid) != 'S')
		usleep(500);
	while (state_of(server) != 'S')
		usleep(500);
	assert_int_equal(
		mp_proxy_call(&newcomer.counter, ADD, &none, sizeof(none), &sum, sizeof(sum)),
		sizeof(sum));
	assert_int_equal(sum, 0);
	assert_int_equal(
		mp_proxy_call(&newcomer.counter, OPEN_ANY, NULL, 0, &server, sizeof(server)),
		sizeof(server));
	assert_int_equal(end_of(&client), 0);
	end(manager);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_lists_dictionaries),
		cmocka_unit_test(test_reals_as_text),
		cmocka_unit_test(test_nested_changes_are_lost),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_many_clients),
		cmocka_unit_test(test_a_lock_makes_two_calls_one),
		cmocka_unit_test(test_a_queue_waits),
		cmocka_unit_test(test_a_killed_client_is_forgotten),
		cmocka_unit_test(test_another_user_is_refused),
		cmocka_unit_test(test_the_server_ends_with_the_last),
		cmocka_unit_test_setup_teardown(test_who_cannot_be_let_in_waits, setup_page,
						teardown_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
