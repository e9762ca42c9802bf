/* What the conversions of printf's and scanf's formats take from the arguments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "agent/hooks/conversion.h"

typedef const char *next_one(const char *format, struct conversion *out);

/* A letter for each conversion: what it takes; w and p before it: a width, a precision. */
static void take(next_one *next, const char *format, char *out)
{
	static const char letters[] = {
		[TAKES_NOTHING] = '-',	 [TAKES_NUMBER] = 'n',	 [TAKES_REAL] = 'r',
		[TAKES_WIDE_REAL] = 'R', [TAKES_TEXT] = 's',	 [TAKES_POINTER] = '*',
		[TAKES_ADDRESS] = 'a',	 [TAKES_ANYTHING] = '?',
	};
	struct conversion conversion;

	while ((format = next(format, &conversion))) {
		if (conversion.width_taken)
			*out++ = 'w';
		if (conversion.precision == PRECISION_TAKEN)
			*out++ = 'p';
		*out++ = letters[conversion.taken];
	}
	*out = '\0';
}

static void check(next_one *next, const char *format, const char *expected)
{
	char taken[32];

	take(next, format, taken);
	assert_string_equal(taken, expected);
}

static void printf_takes_what_the_manual_says(void **state)
{
	(void)state;
	check(conversion_of_printf, "nothing", "");
	check(conversion_of_printf, "%d%5i%-08lx%hhu%zu%jd%+c%'lld", "nnnnnnnn");
	check(conversion_of_printf, "%f%.3e%LF%10.2Lg%a", "rrRRr");
	check(conversion_of_printf, "%s%10s%.*s%*.*s%*d", "sspswpswn");
	check(conversion_of_printf, "%ls%S%n%p%%%m%5%", "***a---");
	check(conversion_of_printf, "%2$s", "?");
	check(conversion_of_printf, "100 %", "?");
	check(conversion_of_printf, "%k", "?");
}

static void a_precision_is_a_number(void **state)
{
	struct conversion conversion;

	(void)state;
	conversion_of_printf("%s", &conversion);
	assert_int_equal(conversion.precision, PRECISION_NONE);
	conversion_of_printf("%7.12s", &conversion);
	assert_int_equal(conversion.precision, 12);
	conversion_of_printf("%.s", &conversion);
	assert_int_equal(conversion.precision, 0);
	assert_string_equal(conversion_of_printf("a%.3lsb", &conversion), "b");
}

static void scanf_takes_pointers(void **state)
{
	(void)state;
	check(conversion_of_scanf, "%d%*d%5s%%%n", "*-*-*");
	check(conversion_of_scanf, "%[^]%d]%ms%[]a]%*[b]%c", "***-*");
	check(conversion_of_scanf, "%1$d", "?");
	check(conversion_of_scanf, "%", "-");
	check(conversion_of_scanf, "%[a", "*");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printf_takes_what_the_manual_says),
		cmocka_unit_test(a_precision_is_a_number),
		cmocka_unit_test(scanf_takes_pointers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
