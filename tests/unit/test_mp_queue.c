/* mp/queue.h between real processes: framing at its limits, bounds, time-outs, ends, torn input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "mp/process.h"
#include "mp/queue.h"

static const size_t sizes[] = {0, 1, 4087, 4088, 4089, 4096, 16384, 16385, 100000};
enum { SIZES = sizeof(sizes) / sizeof(sizes[0]), LARGEST = 100000 };

static unsigned char pattern(size_t message, size_t at)
{
	return (unsigned char)(message * 31 + at * 7 + at / 251);
}

static int put_all_sizes(void *argument)
{
	unsigned char *message = malloc(LARGEST);
	int error = message ? 0 : -ENOMEM;

	for (size_t i = 0; i < SIZES && !error; i++) {
		for (size_t at = 0; at < sizes[i]; at++)
			message[at] = pattern(i, at);
		error = mp_queue_put(argument, message, sizes[i], MP_FOREVER);
	}
	free(message);
	return error ? 1 : 0;
}

static void check_message(const unsigned char *message, size_t i)
{
	for (size_t at = 0; at < sizes[i]; at++)
		assert_int_equal(message[at], pattern(i, at));
}

/* `timeout_ms` decides whether the pipe is polled first: both ways must frame alike. */
static void transfer_all_sizes(long timeout_ms)
{
	unsigned char *message = malloc(LARGEST);
	struct mp_process producer;
	struct mp_queue *queue;

	assert_non_null(message);
	assert_int_equal(mp_queue_new(&queue, 2, LARGEST, 0, "queue"), 0);
	assert_int_equal(mp_process_start(&producer, put_all_sizes, queue), 0);
	for (size_t i = 0; i < SIZES; i++) {
		assert_int_equal(mp_queue_get(queue, message, LARGEST, timeout_ms), sizes[i]);
		check_message(message, i);
	}
	assert_int_equal(mp_process_join(&producer, MP_FOREVER), 0);
	assert_int_equal(producer.exit_code, 0);
	assert_true(mp_queue_is_empty(queue));
	assert_int_equal(mp_queue_size(queue), 0);
	mp_queue_free(queue);
	free(message);
}

static void test_every_size_arrives_whole(void **state)
{
	(void)state;
	transfer_all_sizes(MP_FOREVER);
	transfer_all_sizes(20000);
}

static void test_bounds_and_time_outs(void **state)
{
	struct mp_queue *queue;
	int number = 1;

	(void)state;
	assert_int_equal(mp_queue_new(&queue, 2, sizeof(number), 0, "queue"), 0);
	assert_int_equal(mp_queue_get(queue, &number, sizeof(number), 0), -EAGAIN);
	assert_int_equal(mp_queue_get(queue, &number, sizeof(number), 20), -ETIMEDOUT);
	assert_int_equal(mp_queue_get(queue, &number, sizeof(number) - 1, 0), -EMSGSIZE);
	assert_int_equal(mp_queue_put(queue, &number, sizeof(number) + 1, 0), -EMSGSIZE);
	assert_int_equal(mp_queue_put(queue, &number, sizeof(number), 0), 0);
	assert_false(mp_queue_is_empty(queue));
	assert_false(mp_queue_is_full(queue));
	number = 2;
	assert_int_equal(mp_queue_put(queue, &number, sizeof(number), 1000), 0);
	assert_true(mp_queue_is_full(queue));
	assert_int_equal(mp_queue_size(queue), 2);
	assert_int_equal(mp_queue_put(queue, &number, sizeof(number), 0), -EAGAIN);
	assert_int_equal(mp_queue_put(queue, &number, sizeof(number), 20), -ETIMEDOUT);
	assert_int_equal(mp_queue_size(queue), 2);
	for (int i = 1; i <= 2; i++) {
		assert_int_equal(mp_queue_get(queue, &number, sizeof(number), 0), sizeof(number));
		assert_int_equal(number, i);
	}
	mp_queue_free(queue);
}

/* Without a limit of its own a queue is full when its pipe is; what timed out left nothing. */
static void test_full_pipe(void **state)
{
	char message[1024] = "";
	struct mp_queue *queue;
	unsigned count = 0;

	(void)state;
	assert_int_equal(mp_queue_new(&queue, 0, sizeof(message), 0, "queue"), 0);
	while (mp_queue_put(queue, message, sizeof(message), 0) == 0)
		count++;
	assert_in_range(count, 1, 64);
	assert_int_equal(mp_queue_put(queue, message, sizeof(message), 10), -ETIMEDOUT);
	assert_int_equal(mp_queue_size(queue), count);
	while (mp_queue_get(queue, message, sizeof(message), 0) == sizeof(message))
		count--;
	assert_int_equal(count, 0);
	assert_int_equal(mp_queue_size(queue), 0);
	mp_queue_free(queue);
}

enum { PRODUCERS = 2, CONSUMERS = 3, ITEMS = 500 };

struct lane {
	struct mp_queue *queue;
	struct mp_queue *sums;
	int first;
};

static int produce(void *argument)
{
	struct lane *lane = argument;

	for (int i = lane->first; i < ITEMS; i += PRODUCERS) {
		if (mp_queue_put(lane->queue, &i, sizeof(i), MP_FOREVER))
			return 1;
	}
	return 0;
}

static int consume(void *argument)
{
	struct lane *lane = argument;
	ssize_t size;
	long sum = 0;
	int item;

	mp_queue_close(lane->queue);
	while ((size = mp_queue_get(lane->queue, &item, sizeof(item), MP_FOREVER)) == sizeof(item))
		sum += item;
	return size == -EPIPE ? -mp_queue_put(lane->sums, &sum, sizeof(sum), MP_FOREVER) : 1;
}

/* Nothing is lost, nothing comes twice, and closing everywhere is seen as the end. */
static void test_many_to_many(void **state)
{
	struct mp_process processes[PRODUCERS + CONSUMERS];
	struct lane lanes[PRODUCERS + CONSUMERS];
	struct mp_queue *queue, *sums;
	long sum, total = 0;

	(void)state;
	assert_int_equal(mp_queue_new(&queue, 4, sizeof(int), 0, "queue"), 0);
	assert_int_equal(mp_queue_new(&sums, CONSUMERS, sizeof(long), 0, "sums"), 0);
	for (int i = 0; i < PRODUCERS + CONSUMERS; i++) {
		lanes[i] = (struct lane){queue, sums, i};
		assert_int_equal(mp_process_start(&processes[i], i < PRODUCERS ? produce : consume,
						  &lanes[i]),
				 0);
	}
	mp_queue_close(queue);
	mp_queue_close(queue);
	assert_int_equal(mp_queue_put(queue, &total, sizeof(int), 0), -EPIPE);
	for (int i = 0; i < PRODUCERS + CONSUMERS; i++) {
		assert_int_equal(mp_process_join(&processes[i], MP_FOREVER), 0);
		assert_int_equal(processes[i].exit_code, 0);
	}
	for (int i = 0; i < CONSUMERS; i++) {
		assert_int_equal(mp_queue_get(sums, &sum, sizeof(sum), 0), sizeof(sum));
		total += sum;
	}
	assert_int_equal(total, ITEMS * (ITEMS - 1) / 2);
	mp_queue_free(sums);
	mp_queue_free(queue);
}

static int put_half(void *argument)
{
	char *message = calloc(1, LARGEST);

	mp_queue_put(argument, message, LARGEST, MP_FOREVER);
	free(message);
	return 0;
}

/* A message larger than the pipe whose writer is killed in the middle of it. */
static void test_writer_dies_in_a_message(void **state)
{
	char *message = malloc(LARGEST);
	struct mp_process writer;
	struct mp_queue *queue;

	(void)state;
	assert_int_equal(mp_queue_new(&queue, 1, LARGEST, 0, "queue"), 0);
	assert_int_equal(mp_process_start(&writer, put_half, queue), 0);
	while (mp_queue_is_empty(queue))
		usleep(1000);
	assert_int_equal(mp_process_kill(&writer), 0);
	assert_int_equal(mp_process_join(&writer, MP_FOREVER), 0);
	assert_int_equal(mp_queue_put(queue, message, 0, 20), -ETIMEDOUT);
	mp_queue_close(queue);
	assert_int_equal(mp_queue_get(queue, message, LARGEST, MP_FOREVER), -EBADMSG);
	assert_int_equal(mp_queue_get(queue, message, LARGEST, MP_FOREVER), -EPIPE);
	mp_queue_free(queue);
	free(message);
}

static int die_while_getting(void *argument)
{
	int item;

	return (int)mp_queue_get(argument, &item, sizeof(item), MP_FOREVER);
}

/* A reader that is killed while it waits has the reader lock; a time-out is the only way out. */
static void test_reader_dies_waiting(void **state)
{
	struct mp_process reader;
	struct mp_queue *queue;
	int item = 3;

	(void)state;
	assert_int_equal(mp_queue_new(&queue, 1, sizeof(item), 0, "queue"), 0);
	assert_int_equal(mp_process_start(&reader, die_while_getting, queue), 0);
	assert_int_equal(mp_process_join(&reader, 100), -ETIMEDOUT);
	assert_int_equal(mp_process_kill(&reader), 0);
	assert_int_equal(mp_process_join(&reader, MP_FOREVER), 0);
	assert_int_equal(mp_queue_put(queue, &item, sizeof(item), MP_FOREVER), 0);
	assert_int_equal(mp_queue_get(queue, &item, sizeof(item), 20), -ETIMEDOUT);
	mp_process_release(&reader);
	mp_queue_free(queue);
}

static void test_unlocked_works_alone(void **state)
{
	struct mp_queue *queue;
	int item = 7;

	(void)state;
	assert_int_equal(mp_queue_new(&queue, 1, sizeof(item), MP_QUEUE_UNLOCKED, "queue"), 0);
	assert_int_equal(mp_queue_put(queue, &item, sizeof(item), MP_FOREVER), 0);
	item = 0;
	assert_int_equal(mp_queue_get(queue, &item, sizeof(item), MP_FOREVER), sizeof(item));
	assert_int_equal(item, 7);
	mp_queue_free(queue);
}

static void test_bad_settings(void **state)
{
	struct mp_queue *queue = NULL;

	(void)state;
	assert_int_equal(mp_queue_new(&queue, (unsigned)INT_MAX + 1, 4, 0, "queue"), -EINVAL);
	assert_int_equal(mp_queue_new(&queue, 1, (size_t)INT32_MAX + 1, 0, "queue"), -EINVAL);
	assert_null(queue);
	mp_queue_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_size_arrives_whole),
		cmocka_unit_test(test_bounds_and_time_outs),
		cmocka_unit_test(test_full_pipe),
		cmocka_unit_test(test_many_to_many),
		cmocka_unit_test(test_writer_dies_in_a_message),
		cmocka_unit_test(test_reader_dies_waiting),
		cmocka_unit_test(test_unlocked_works_alone),
		cmocka_unit_test(test_bad_settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
