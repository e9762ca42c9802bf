/* Source and line tables: this program looks itself up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/where.h"
#include "demo/source.h"
#include "inlined.h"

static const char self[] = "/proc/self/exe";

/* A return address as the linker knew it: less what the program was moved by when it was loaded. */
static uint32_t link_time(const void *address)
{
	Dl_info info;
	void *map;

	assert_int_not_equal(dladdr1(address, &info, &map, RTLD_DL_LINKMAP), 0);
	return (uint32_t)((uintptr_t)address - ((struct link_map *)map)->l_addr);
}

static __attribute__((noinline)) uint32_t here(void)
{
	return link_time(__builtin_return_address(0));
}

static void test_line_of_a_call(void **state)
{
	struct source *source = source_open(self, NULL);
	unsigned line = __LINE__ + 1;
	uint32_t where = here();
	char place[64];

	(void)state;
	assert_non_null(source);
	assert_int_equal(source_line_of(source, where), line);
	source_place(source, where, place, sizeof(place));
	assert_memory_equal(place, "test_source.c:", 14);
	assert_int_equal(atoi(place + 14), line);
	assert_non_null(strstr(source_line(source, line), "uint32_t where = here();"));
	source_close(source);
}

/* What a header has put here is not a line of the header, however deep. */
static void test_inlined(void **state)
{
	struct source *source = source_open(self, NULL);
	unsigned line = __LINE__ + 1;
	uint32_t where = inlined(here);

	(void)state;
	assert_int_equal(source_line_of(source, where), line);
	source_close(source);
}

/* The call is the last thing before its return address, even where another line follows. */
static void test_two_calls(void **state)
{
	struct source *source = source_open(self, NULL);
	volatile uint32_t first, second;
	unsigned line = __LINE__;

	first = here();
	second = here();
	(void)state;
	assert_int_equal(source_line_of(source, first), line + 2);
	assert_int_equal(source_line_of(source, second), line + 3);
	source_close(source);
}

/* Of several programs a place says whose it is; in one of them alone only its own are known. */
static void test_several(void **state)
{
	struct source *parts[] = {source_open("/bin/sh", NULL), source_open(self, NULL)};
	const struct source *second = parts[1];
	struct source *source = source_join(parts, 2);
	unsigned line = __LINE__ + 1;
	uint32_t where = here();
	char place[64];

	(void)state;
	assert_null(parts[0]);
	assert_ptr_equal(source_part(source, where | where_tag(1)), second);
	assert_int_equal(source_line_of(source, where | where_tag(1)), line);
	assert_int_equal(source_line_of(source, where | where_tag(0)), 0);
	assert_int_equal(source_line_of(source, where | where_tag(2)), 0);
	assert_int_equal(source_line_of(source, where), 0);
	assert_int_equal(source_line_of(second, where | where_tag(1)), line);
	assert_int_equal(source_line_of(second, where | where_tag(0)), 0);
	source_place(source, where | where_tag(1), place, sizeof(place));
	assert_memory_equal(place, "test_source.c:", 14);
	source_close(source);
}

static void test_text(void **state)
{
	struct source *source = source_open(self, NULL);

	(void)state;
	assert_string_equal(source_name(source), "test_source.c");
	assert_string_equal(source_line(source, 1),
			    "/* Source and line tables: this program looks itself up. */");
	assert_string_equal(source_line(source, source_line_count(source)), "}");
	assert_string_equal(source_line(source, 0), "");
	assert_string_equal(source_line(source, source_line_count(source) + 1), "");
	source_close(source);
}

static unsigned line_with(const struct source *source, const char *text)
{
	for (unsigned line = 1; line <= source_line_count(source); line++)
		if (strstr(source_line(source, line), text))
			return line;
	fail_msg("no line with '%s'", text);
	return 0;
}

/* A hint chooses another file of the program; its lines count then, and main's do not. */
static void test_hint(void **state)
{
	struct source *source = source_open(self, SOURCE_DIR "/src/demo/source.c");
	uint32_t inside = link_time((const void *)(uintptr_t)source_open) + 1;
	char place[64];

	(void)state;
	assert_string_equal(source_name(source), "source.c");
	assert_in_range(source_line_of(source, inside),
			line_with(source, "struct source *source_open("),
			line_with(source, "void source_close("));
	assert_int_equal(source_line_of(source, here()), 0);
	source_place(source, here(), place, sizeof(place));
	assert_memory_equal(place, "test_source.c:", 14);
	source_close(source);
}

static void expect_unknown(const struct source *source, uint32_t where)
{
	char place[8] = "?";

	assert_int_equal(source_line_of(source, where), 0);
	source_place(source, where, place, sizeof(place));
	assert_string_equal(place, "");
}

static void test_unknown_addresses(void **state)
{
	struct source *source = source_open(self, NULL);

	(void)state;
	expect_unknown(source, 0);
	expect_unknown(source, 1);
	expect_unknown(source, UINT32_MAX);
	source_close(source);
}

/* Programs that are scripts, or not there at all, have no places; the hint's text is shown. */
static void test_without_debug_information(void **state)
{
	static const char *const programs[] = {"/nowhere/at/all", SOURCE_DIR "/run", "/dev/null",
					       "/"};

	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		struct source *source = source_open(programs[i], NULL);

		assert_non_null(source);
		assert_string_equal(source_name(source), "");
		assert_int_equal(source_line_count(source), 0);
		expect_unknown(source, 4096);
		source_close(source);
		source = source_open(programs[i], __FILE__);
		assert_string_equal(source_name(source), "test_source.c");
		assert_true(source_line_count(source) > 100);
		source_close(source);
	}
	source_close(NULL);
}

/* Ends of lines: with carriage return, without a last newline, and an empty file. */
static void test_line_ends(void **state)
{
	static const struct {
		const char *text;
		unsigned count;
		const char *first, *last;
	} rows[] = {
		{"", 0, "", ""},
		{"\n", 1, "", ""},
		{"a\r\n\tb", 2, "a", "\tb"},
		{"a\n\nb\n", 3, "a", "b"},
	};
	char path[] = "/tmp/ipcstage-source-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct source *source;

		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, rows[i].text, strlen(rows[i].text), 0),
				 strlen(rows[i].text));
		source = source_open("/dev/null", path);
		assert_int_equal(source_line_count(source), rows[i].count);
		assert_string_equal(source_line(source, 1), rows[i].first);
		assert_string_equal(source_line(source, rows[i].count), rows[i].last);
		source_close(source);
	}
	close(fd);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line_of_a_call),
		cmocka_unit_test(test_inlined),
		cmocka_unit_test(test_two_calls),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_hint),
		cmocka_unit_test(test_unknown_addresses),
		cmocka_unit_test(test_without_debug_information),
		cmocka_unit_test(test_line_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
