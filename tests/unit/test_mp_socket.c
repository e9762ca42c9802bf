/* mp/socket.h between real processes: both kinds of addresses, refusals, time-outs, large sends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "mp/deadline.h"
#include "mp/process.h"
#include "mp/socket.h"

enum { LARGE = 8 << 20, SOON_MS = 20, LONG_MS = 10000 };

static struct mp_address abstract(void)
{
	struct mp_address address;
	char name[64];

	snprintf(name, sizeof(name), "@ipcstage-test-%d", (int)getpid());
	assert_int_equal(mp_address_unix(&address, name), 0);
	return address;
}

/* Send back what comes, in pieces of any size. */
static int echo(void *argument)
{
	const struct mp_address *address = argument;
	int fd = mp_socket_connect(address, LONG_MS);
	char *bytes = malloc(LARGE);
	ssize_t size;

	if (fd < 0 || !bytes)
		return 1;
	size = mp_socket_receive(fd, bytes, LARGE, LONG_MS);
	if (size < 0 || mp_socket_send(fd, bytes, (size_t)size, LONG_MS))
		return 2;
	free(bytes);
	close(fd);
	return size == LARGE ? 0 : 3;
}

static void check_echo(struct mp_address address)
{
	int listener = mp_socket_listen(&address, 1), fd;
	char *sent = malloc(LARGE), *got = malloc(LARGE);
	struct mp_process client;

	assert_true(listener >= 0 && sent && got);
	assert_int_equal(mp_socket_address(listener, &address), 0);
	for (size_t i = 0; i < LARGE; i++)
		sent[i] = (char)(i * 7 + i / 251);
	assert_int_equal(mp_process_start(&client, echo, &address), 0);
	fd = mp_socket_accept(listener, LONG_MS);
	assert_true(fd >= 0);
	assert_int_equal(mp_socket_send(fd, sent, LARGE, LONG_MS), 0);
	assert_int_equal(mp_socket_receive(fd, got, LARGE, LONG_MS), LARGE);
	assert_memory_equal(sent, got, LARGE);
	assert_int_equal(mp_socket_receive(fd, got, 1, LONG_MS), 0);
	assert_int_equal(mp_process_join(&client, LONG_MS), 0);
	assert_int_equal(client.exit_code, 0);
	close(fd);
	close(listener);
	free(sent);
	free(got);
}

static void test_all_bytes_go_there_and_back(void **state)
{
	(void)state;
	check_echo(mp_address_tcp(0));
	check_echo(abstract());
}

static void test_nobody_listens(void **state)
{
	struct mp_address address = mp_address_tcp(0);
	int listener = mp_socket_listen(&address, 1);

	(void)state;
	assert_int_equal(mp_socket_address(listener, &address), 0);
	close(listener);
	assert_int_equal(mp_socket_connect(&address, LONG_MS), -ECONNREFUSED);
	assert_int_equal(mp_address_unix(&address, "/nowhere/at.all"), 0);
	assert_int_equal(mp_socket_connect(&address, LONG_MS), -ENOENT);
}

static void test_addresses(void **state)
{
	struct mp_address address;
	char longest[109];

	(void)state;
	memset(longest, 'x', sizeof(longest));
	longest[108] = '\0';
	assert_int_equal(mp_address_unix(&address, longest), -ENAMETOOLONG);
	longest[107] = '\0';
	assert_int_equal(mp_address_unix(&address, longest), 0);
	assert_int_equal(mp_address_unix(&address, ""), -EINVAL);
}

static void test_a_path_stays(void **state)
{
	char folder[] = "/tmp/ipcstage-test-XXXXXX", path[64];
	struct mp_address address;
	int listener;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/here", folder);
	assert_int_equal(mp_address_unix(&address, path), 0);
	listener = mp_socket_listen(&address, 1);
	assert_true(listener >= 0);
	close(listener);
	assert_int_equal(mp_socket_connect(&address, LONG_MS), -ECONNREFUSED);
	assert_int_equal(mp_socket_listen(&address, 1), -EADDRINUSE);
	assert_int_equal(unlink(path), 0);
	listener = mp_socket_listen(&address, 1);
	assert_true(listener >= 0);
	close(listener);
	unlink(path);
	rmdir(folder);
}

static void test_time_outs(void **state)
{
	struct mp_address address = abstract();
	int listener = mp_socket_listen(&address, 0), first, accepted;
	static char bytes[LARGE];

	(void)state;
	assert_int_equal(mp_socket_accept(listener, 0), -EAGAIN);
	assert_int_equal(mp_socket_accept(listener, SOON_MS), -ETIMEDOUT);
	first = mp_socket_connect(&address, LONG_MS);
	assert_true(first >= 0);
	assert_int_equal(mp_socket_connect(&address, SOON_MS), -ETIMEDOUT);
	assert_int_equal(mp_socket_connect(&address, 0), -EAGAIN);
	accepted = mp_socket_accept(listener, LONG_MS);
	assert_true(accepted >= 0);
	assert_int_equal(mp_socket_receive(accepted, bytes, 1, 0), -EAGAIN);
	assert_int_equal(mp_socket_receive(accepted, bytes, 1, SOON_MS), -ETIMEDOUT);
	assert_int_equal(mp_socket_send(accepted, bytes, LARGE, SOON_MS), -ETIMEDOUT);
	close(first);
	assert_int_equal(mp_socket_send(accepted, bytes, LARGE, LONG_MS), -EPIPE);
	close(accepted);
	close(listener);
}

static int accept_briefly(void *argument)
{
	int fd = mp_socket_accept(*(const int *)argument, 10 * SOON_MS);

	return fd >= 0 ? 0 : -fd;
}

/* Both see that somebody stands in line, one gets it; the other one's time-out holds. */
static void test_two_accept_one(void **state)
{
	struct mp_address address = abstract();
	int listener = mp_socket_listen(&address, 2);

	(void)state;
	assert_true(listener >= 0);
	for (int round = 0; round < 20; round++) {
		struct mp_process acceptors[2];
		int codes[2];

		for (int i = 0; i < 2; i++)
			assert_int_equal(mp_process_start(&acceptors[i], accept_briefly, &listener),
					 0);
		usleep(SOON_MS * 500);
		int client = mp_socket_connect(&address, LONG_MS);
		assert_true(client >= 0);
		for (int i = 0; i < 2; i++) {
			assert_int_equal(mp_process_join(&acceptors[i], LONG_MS), 0);
			assert_int_equal(mp_process_exit_code(&acceptors[i], &codes[i]), 0);
			mp_process_release(&acceptors[i]);
		}
		assert_int_equal(codes[0] + codes[1], ETIMEDOUT);
		close(client);
	}
	close(listener);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_bytes_go_there_and_back),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_a_path_stays),
		cmocka_unit_test(test_time_outs),
		cmocka_unit_test(test_two_accept_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
