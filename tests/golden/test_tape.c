/*
 * Tapes: what is written is what is read, byte for byte, and what is no tape is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "record_line.h"
#include "tape.h"

static const struct record records[] = {
	{.operation = OP_NONE},
	{.stamp = 7, .actor = 3, .operation = OP_PARK, .flags = RECORD_VISIBLE, .value = 43},
	{.stamp = UINT64_MAX,
	 .value = UINT64_MAX,
	 .argument = UINT64_MAX - 1,
	 .where = UINT32_MAX,
	 .size = UINT32_MAX - 1,
	 .error = -1,
	 .object = UINT16_MAX,
	 .actor = UINT8_MAX,
	 .operation = OP_COUNT - 1,
	 .flags = UINT8_MAX,
	 .text_length = RECORD_TEXT,
	 .text = "every byte of it used"},
	{.operation = OP_PRINT, .text_length = 9, .text = "a \"b\" 5%\n"},
	{.operation = OP_NOTE, .text_length = 4, .text = "\xc3\xa4\t"},
	{.operation = OP_NOTE, .text_length = 0, .text = "left behind"},
	{.operation = OP_PRINT, .text_length = 3},
	{.operation = OP_PRINT, .text_length = 5, .text = " t1 \""},
};

enum { RECORDS = sizeof(records) / sizeof(records[0]) };

static void check_record(const struct record *record)
{
	char *line = NULL;
	size_t size;
	FILE *file = open_memstream(&line, &size);
	struct record back;

	assert_non_null(file);
	record_line_write(file, record);
	fclose(file);
	memset(&back, 0xff, sizeof(back));
	assert_true(record_line_read(&back, line));
	assert_memory_equal(&back, record, sizeof(back));
	free(line);
}

static void test_records(void **state)
{
	(void)state;
	for (size_t i = 0; i < RECORDS; i++)
		check_record(&records[i]);
}

/* A word must stand for one operation only. */
static void test_operations(void **state)
{
	(void)state;
	for (unsigned i = 0; i < OP_COUNT; i++)
		check_record(&(struct record){.operation = (uint8_t)i});
}

static void test_no_records(void **state)
{
	static const char *const lines[] = {
		"", "1", "1 0", "1 0 nonsense", "1 0 park x5", "1 0 park v", "1 0 park v5,",
	};
	struct record record;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_false(record_line_read(&record, lines[i]));
}

/* --- files ------------------------------------------------------------------------------------ */

static void fill(struct tape *tape)
{
	struct moment *moment;

	tape_add_place(tape, "counter", 0x1690, 79, "\"counter.c:79\"");
	tape_add_reel(tape, "open counter --rounds=5");
	moment = reel_add_moment(tape_add_reel(tape, "open pipe"), "start gated 1 0");
	moment->stop = STOP_DECIDE;
	set_add(&moment->enabled, 0);
	set_add(&moment->enabled, LIMIT_ACTORS - 1);
	for (size_t i = 0; i < RECORDS; i++)
		moment_add_record(moment, &records[i]);
	moment = reel_add_moment(&tape->reels[1], "grant 1");
	moment->lost = 12;
	moment->stuck = strdup("\"1 is stuck\"");
	moment->diagnosed = strdup("\"1 has it\"");
	moment->printed = strdup("\"%00\"");
}

static int temporary(char *path)
{
	strcpy(path, "/tmp/ipcstage-tape-XXXXXX");
	return mkstemp(path);
}

static void test_file(void **state)
{
	struct tape tape = {0}, back = {0};
	const struct moment *moment;
	char path[64];
	int fd = temporary(path);

	(void)state;
	fill(&tape);
	assert_int_equal(tape_save(&tape, path), 0);
	assert_int_equal(tape_load(&back, path), 0);
	assert_int_equal(back.count, 2);
	assert_string_equal(back.reels[0].opened, "open counter --rounds=5");
	assert_int_equal(back.reels[0].count, 0);
	assert_int_equal(back.reels[1].count, 2);
	moment = &back.reels[1].moments[0];
	assert_string_equal(moment->asked, "start gated 1 0");
	assert_int_equal(moment->stop, STOP_DECIDE);
	assert_memory_equal(&moment->enabled, &tape.reels[1].moments[0].enabled,
			    sizeof(moment->enabled));
	assert_int_equal(moment->count, RECORDS);
	assert_memory_equal(moment->records, records, sizeof(records));
	moment = &back.reels[1].moments[1];
	assert_int_equal(moment->stop, STOP_NONE);
	assert_int_equal(moment->lost, 12);
	assert_string_equal(moment->stuck, "\"1 is stuck\"");
	assert_string_equal(moment->diagnosed, "\"1 has it\"");
	assert_string_equal(moment->printed, "\"%00\"");
	assert_int_equal(tape_find_place(&tape, "counter", 0x1690), 1);
	assert_int_equal(tape_find_place(&tape, "pipe", 0x1690), 0);
	assert_int_equal(tape_place(&back, "counter", 1)->line, 79);
	assert_null(tape_place(&back, "pipe", 1));
	assert_null(tape_place(&back, "counter", 2));
	tape_release(&tape);
	tape_release(&back);
	close(fd);
	unlink(path);
}

static void test_no_files(void **state)
{
	static const char heading[] = "ipcstage tape 1, records of 64 bytes\n";
	static const struct {
		const char *heading, *rest;
		int result;
	} files[] = {
		{heading, "", 0},
		{"", "", -1},
		{"ipcstage tape 0, records of 64 bytes\n", "", -1},
		{heading, "nonsense\n", -1},
		{heading, "start gated\n", -1}, /* of no session */
		{heading, "open pipe\nstart gated\nstop never\n", -1},
		{heading, "open pipe\nstart gated\nenabled 1 x\n", -1},
		{heading, "open pipe\nstart gated\n\t1 0 nonsense\n", -1},
		{heading, "open pipe\n\t1 0 begin\n", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct tape tape = {0};
		char path[64];
		FILE *file = fdopen(temporary(path), "w");

		assert_non_null(file);
		fprintf(file, "%s%s", files[i].heading, files[i].rest);
		fclose(file);
		assert_int_equal(tape_load(&tape, path), files[i].result);
		tape_release(&tape);
		unlink(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_records),	   cmocka_unit_test(test_operations),
		cmocka_unit_test(test_no_records), cmocka_unit_test(test_file),
		cmocka_unit_test(test_no_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
