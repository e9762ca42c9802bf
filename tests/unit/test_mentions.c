/* Where a source calls what a compiler may make in place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "control/mentions.h"

static void find(const char *text, int lines[IN_PLACE_COUNT])
{
	char path[] = "/tmp/ipcstage-mentions-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	memset(lines, 0, IN_PLACE_COUNT * sizeof(*lines));
	mentions_find(path, lines);
	unlink(path);
}

static void calls_are_found_by_their_first_line(void **state)
{
	int lines[IN_PLACE_COUNT];

	(void)state;
	find("\n\tmemcpy(a, b, 1);\nmemcpy(b, a, 1); strcpy\n (c, d); bzero(e, 2)", lines);
	assert_int_equal(lines[IN_PLACE_MEMCPY], 2);
	assert_int_equal(lines[IN_PLACE_STRCPY], 4);
	assert_int_equal(lines[IN_PLACE_BZERO], 4);
	assert_int_equal(lines[IN_PLACE_MEMSET], 0);
}

static void what_is_no_code_is_no_call(void **state)
{
	int lines[IN_PLACE_COUNT];

	(void)state;
	find("/* memcpy(a, b, 1); **/ // memset(a, 0, 1)\n"
	     "\"strcpy(a, \\\"b\\\")\" '\"' strcat 'x' my_bzero(a) bcopying(a) strncat;",
	     lines);
	for (unsigned i = 0; i < IN_PLACE_COUNT; i++)
		assert_int_equal(lines[i], 0);
	find("a / b; c = d /memset(e, 0, 1); ", lines);
	assert_int_equal(lines[IN_PLACE_MEMSET], 1);
	find("/", lines);
	find("\"", lines);
	find("/* memcpy(", lines);
	assert_int_equal(lines[IN_PLACE_MEMCPY], 0);
	mentions_find("/nonexistent", lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_are_found_by_their_first_line),
		cmocka_unit_test(what_is_no_code_is_no_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
