/*
 * The formatter of notes: what it does itself and what it leaves to libc come out as printf(3) has
 * it, cut where there is no room.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "agent/core/format.h"

enum { ROOM = 40 };

/* Formatted by both: the same bytes, and the length that is there. */
static void same(const char *format, ...)
{
	char ours[ROOM], theirs[ROOM];
	va_list arguments;
	size_t length;

	va_start(arguments, format);
	vsnprintf(theirs, sizeof(theirs), format, arguments);
	va_end(arguments);
	va_start(arguments, format);
	length = agent_format(ours, sizeof(ours), format, arguments);
	va_end(arguments);
	assert_string_equal(ours, theirs);
	assert_int_equal(length, strlen(theirs));
}

static void numbers(void **state)
{
	(void)state;
	same("round %d of %d", 1, 10);
	same("%d %d %d", 0, -1, INT_MIN);
	same("%u", UINT_MAX);
	same("%ld %ld", LONG_MIN, LONG_MAX);
	same("%lu", ULONG_MAX);
	same("%zu", SIZE_MAX);
	same("%zd", (ptrdiff_t)-5);
}

static void texts(void **state)
{
	(void)state;
	same("");
	same("100%%");
	same("%s=%c", "key", 'v');
	same("%s and then %s", "one text that is long enough", "another one, to be cut");
}

/* After one conversion that is not ours everything is libc's, what came before it too. */
static void left_to_libc(void **state)
{
	(void)state;
	same("%d %5d|%-5d|%05d", 1, 2, 3, 4);
	same("%s %.2f", "pi", 3.14159);
	same("%d %x %lld", 7, 255, -1LL);
	same("%.3s %i", "abcdef", 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(texts),
		cmocka_unit_test(left_to_libc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
