/* mp/pipe.h between real processes: framing at its limits, both ways, ends, time-outs, cut off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "mp/pipe.h"
#include "mp/process.h"
#include "stress.h"

static const size_t sizes[] = {0, 1, 4092, 4093, 16384, 16385, 65536, 1000000};
enum { SIZES = sizeof(sizes) / sizeof(sizes[0]), LARGEST = 1000000, ROUNDS = 2000 };

struct ends {
	struct mp_connection mine, other;
};

static int echo(void *argument)
{
	struct ends *ends = argument;
	char *message = malloc(LARGEST);
	ssize_t size = 0;

	mp_connection_close(&ends->mine);
	while (message && (size = mp_connection_receive(&ends->other, message, LARGEST)) >= 0) {
		if (mp_connection_send(&ends->other, message, (size_t)size))
			return 1;
	}
	free(message);
	return message && size == -EPIPE ? 0 : 1;
}

static void test_every_size_goes_there_and_back(void **state)
{
	char *sent = malloc(LARGEST), *got = malloc(LARGEST);
	struct mp_process child;
	struct ends ends;

	(void)state;
	assert_true(sent && got);
	for (size_t i = 0; i < LARGEST; i++)
		sent[i] = (char)(i * 7 + i / 251);
	assert_int_equal(mp_pipe(&ends.mine, &ends.other, true, "pipe"), 0);
	assert_int_equal(mp_process_start(&child, echo, &ends), 0);
	mp_connection_close(&ends.other);
	for (size_t i = 0; i < SIZES; i++) {
		assert_int_equal(mp_connection_send(&ends.mine, sent, sizes[i]), 0);
		assert_int_equal(mp_connection_next(&ends.mine), sizes[i]);
		assert_int_equal(mp_connection_receive(&ends.mine, got, LARGEST), sizes[i]);
		assert_memory_equal(got, sent, sizes[i]);
	}
	mp_connection_close(&ends.mine);
	mp_connection_close(&ends.mine);
	assert_int_equal(mp_process_join(&child, MP_FOREVER), 0);
	assert_int_equal(child.exit_code, 0);
	free(sent);
	free(got);
}

/* The bytes are those of Python's: struct.pack("!i", n) and the message. */
static void test_frame(void **state)
{
	struct mp_connection in, out;
	char bytes[16];

	(void)state;
	assert_int_equal(mp_pipe(&in, &out, false, "pipe"), 0);
	assert_int_equal(mp_connection_send(&out, "hi", 2), 0);
	assert_int_equal(read(in.fd, bytes, sizeof(bytes)), 6);
	assert_memory_equal(bytes, "\0\0\0\2hi", 6);
	mp_connection_close(&in);
	mp_connection_close(&out);
}

static void test_one_way(void **state)
{
	struct mp_connection in, out;
	char byte = 'x';

	(void)state;
	assert_int_equal(mp_pipe(&in, &out, false, "pipe"), 0);
	assert_int_equal(mp_connection_send(&in, &byte, 1), -EBADF);
	assert_int_equal(mp_connection_receive(&out, &byte, 1), -EBADF);
	assert_int_equal(mp_connection_next(&out), -EBADF);
	assert_int_equal(mp_connection_poll(&out, 0), -EBADF);
	assert_int_equal(mp_connection_send(&out, &byte, (size_t)INT32_MAX + 1), -EMSGSIZE);
	mp_connection_close(&in);
	assert_int_equal(mp_connection_receive(&in, &byte, 1), -EBADF);
	mp_connection_close(&out);
	assert_int_equal(mp_connection_send(&out, &byte, 1), -EBADF);
}

static void test_a_message_that_is_too_long_stays(void **state)
{
	struct mp_connection in, out;
	char room[8];

	(void)state;
	assert_int_equal(mp_pipe(&in, &out, false, "pipe"), 0);
	assert_int_equal(mp_connection_send(&out, "hello", 5), 0);
	assert_int_equal(mp_connection_send(&out, "you", 3), 0);
	assert_int_equal(mp_connection_receive(&in, room, 4), -EMSGSIZE);
	assert_int_equal(mp_connection_poll(&in, 0), 0);
	assert_int_equal(mp_connection_next(&in), 5);
	assert_int_equal(mp_connection_receive(&in, room, sizeof(room)), 5);
	assert_memory_equal(room, "hello", 5);
	assert_int_equal(mp_connection_receive(&in, room, sizeof(room)), 3);
	assert_memory_equal(room, "you", 3);
	mp_connection_close(&in);
	mp_connection_close(&out);
}

static void test_time_outs(void **state)
{
	struct mp_connection a, b;

	(void)state;
	assert_int_equal(mp_pipe(&a, &b, true, "pipe"), 0);
	assert_int_equal(mp_connection_poll(&a, 0), -EAGAIN);
	assert_int_equal(mp_connection_poll(&a, 20), -ETIMEDOUT);
	assert_int_equal(mp_connection_send(&b, "", 0), 0);
	assert_int_equal(mp_connection_poll(&a, MP_FOREVER), 0);
	assert_int_equal(mp_connection_receive(&a, NULL, 0), 0);
	assert_int_equal(mp_connection_poll(&a, 0), -EAGAIN);
	mp_connection_close(&b);
	assert_int_equal(mp_connection_poll(&a, 1000), 0);
	assert_int_equal(mp_connection_receive(&a, NULL, 0), -EPIPE);
	mp_connection_close(&a);
}

/* A broken pipe is an error, and neither the signal nor one that was there before is touched. */
static void broken_pipe(bool duplex)
{
	struct mp_connection in, out;
	sigset_t set, former, pending;

	assert_int_equal(mp_pipe(&in, &out, duplex, "pipe"), 0);
	mp_connection_close(&in);
	assert_int_equal(mp_connection_send(&out, "x", 1), -EPIPE);
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_BLOCK, &set, &former);
	raise(SIGPIPE);
	assert_int_equal(mp_connection_send(&out, "x", 1), -EPIPE);
	sigpending(&pending);
	assert_true(sigismember(&pending, SIGPIPE));
	assert_int_equal(sigwaitinfo(&set, NULL), SIGPIPE);
	assert_int_equal(mp_connection_send(&out, "x", 1), -EPIPE);
	sigpending(&pending);
	assert_false(sigismember(&pending, SIGPIPE));
	sigprocmask(SIG_SETMASK, &former, NULL);
	mp_connection_close(&out);
}

/* The other side went with something unread: that is no other end than any. */
static void test_closed_with_something_unread(void **state)
{
	struct mp_connection a, b;
	char byte;

	(void)state;
	assert_int_equal(mp_pipe(&a, &b, true, "t"), 0);
	assert_int_equal(mp_connection_send(&a, "x", 1), 0);
	assert_int_equal(mp_connection_send(&b, "y", 1), 0);
	mp_connection_close(&b);
	assert_int_equal(mp_connection_receive(&a, &byte, 1), 1);
	assert_int_equal(mp_connection_receive(&a, &byte, 1), -EPIPE);
	mp_connection_close(&a);
	assert_int_equal(mp_pipe(&a, &b, true, "t"), 0);
	assert_int_equal(mp_connection_send(&a, "x", 1), 0);
	mp_connection_close(&b);
	assert_int_equal(mp_connection_send(&a, "x", 1), -EPIPE);
	mp_connection_close(&a);
}

static void test_broken_pipe(void **state)
{
	(void)state;
	broken_pipe(false);
	broken_pipe(true);
}

static void cut_off_after(size_t bytes)
{
	struct mp_connection in, out;
	char room[8];

	assert_int_equal(mp_pipe(&in, &out, false, "pipe"), 0);
	assert_int_equal(write(out.fd, "\0\0\0\5hello", bytes), bytes);
	mp_connection_close(&out);
	assert_int_equal(mp_connection_receive(&in, room, sizeof(room)), -EBADMSG);
	mp_connection_close(&in);
}

static void test_cut_off(void **state)
{
	struct mp_connection in, out;

	(void)state;
	cut_off_after(3);
	cut_off_after(4);
	cut_off_after(8);
	assert_int_equal(mp_pipe(&in, &out, false, "pipe"), 0);
	assert_int_equal(write(out.fd, "\377\377\377\377", 4), 4);
	assert_int_equal(mp_connection_next(&in), -EBADMSG);
	mp_connection_close(&in);
	mp_connection_close(&out);
}

static int send_for_ever(void *argument)
{
	struct ends *ends = argument;
	char message[LARGEST / 10] = "";

	mp_connection_close(&ends->mine);
	while (mp_connection_send(&ends->other, message, sizeof(message)) == 0)
		;
	return 1;
}

/* Whoever is killed in the middle of a message is noticed by the other side. */
static void test_killed_sender(void **state)
{
	char message[LARGEST / 10];
	struct mp_process child;
	struct ends ends;
	ssize_t size;

	(void)state;
	assert_int_equal(mp_pipe(&ends.mine, &ends.other, false, "pipe"), 0);
	assert_int_equal(mp_process_start(&child, send_for_ever, &ends), 0);
	mp_connection_close(&ends.other);
	assert_int_equal(mp_connection_next(&ends.mine), sizeof(message));
	assert_int_equal(mp_process_kill(&child), 0);
	assert_int_equal(mp_process_join(&child, MP_FOREVER), 0);
	do {
		size = mp_connection_receive(&ends.mine, message, sizeof(message));
	} while (size == sizeof(message));
	assert_int_equal(size, -EBADMSG);
	mp_connection_close(&ends.mine);
}

enum { PAIRS = 8 };

/* Eight pairs of ends at once, each with a process of its own: every message comes back. */
static void test_stress(void **state)
{
	struct mp_process children[PAIRS];
	struct ends ends[PAIRS];
	int number;

	(void)state;
	for (int i = 0; i < PAIRS; i++) {
		assert_int_equal(mp_pipe(&ends[i].mine, &ends[i].other, true, "pipe"), 0);
		assert_int_equal(mp_process_start(&children[i], echo, &ends[i]), 0);
		mp_connection_close(&ends[i].other);
	}
	for (int round = 0; round < stress_rounds(ROUNDS); round++) {
		for (int i = 0; i < PAIRS; i++)
			assert_int_equal(mp_connection_send(&ends[i].mine, &round, sizeof(round)),
					 0);
		for (int i = 0; i < PAIRS; i++) {
			assert_int_equal(
				mp_connection_receive(&ends[i].mine, &number, sizeof(number)),
				sizeof(number));
			assert_int_equal(number, round);
		}
	}
	for (int i = PAIRS; i-- > 0;) { /* the last child has copies of all ends before its own */
		mp_connection_close(&ends[i].mine);
		assert_int_equal(mp_process_join(&children[i], MP_FOREVER), 0);
		assert_int_equal(children[i].exit_code, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_size_goes_there_and_back),
		cmocka_unit_test(test_frame),
		cmocka_unit_test(test_one_way),
		cmocka_unit_test(test_a_message_that_is_too_long_stays),
		cmocka_unit_test(test_time_outs),
		cmocka_unit_test(test_broken_pipe),
		cmocka_unit_test(test_closed_with_something_unread),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_killed_sender),
		cmocka_unit_test(test_stress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
