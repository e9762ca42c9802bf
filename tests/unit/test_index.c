/*
 * The index: it says what the YAML files say, whatever is done to them or to it.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "demo/catalogue.h"
#include "demo/demo_schema.h"
#include "demo/index.h"
#include "demo/index_internal.h"
#include "demo/load.h"

enum { PATH = 300, INDEX_MAX = 4096, LONG_AGO = 1000000000 /* in 2001 */ };

static const char full[] =
	"title: {en: One, zh: 一}\nsummary: {en: S}\nmechanism: pipe\norder: 7\n"
	"scenarios:\n  - {name: a, title: {en: A}, summary: {en: B}}\n"
	"parameters:\n  - {name: n, default: 2, min: -1, max: 8, help: {en: H}}\n"
	"toggles:\n  - {name: t, key: n, label: {en: L}, symptom: {en: Y},\n"
	"     scenarios: [a], parameters: [{name: n, value: 3}]}\n"
	"lesson:\n  - {at: toggle t, scenarios: [a], text: {en: X}}\n";

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static int tear_down(void **state)
{
	int result = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);

	free(*state);
	return result;
}

static void path_of(char *out, const char *root, const char *name)
{
	snprintf(out, PATH, *name ? "%s/demos/%s/%s.yaml" : "%s/demos.index", root, name, name);
}

static void write_bytes(const char *root, const char *name, const char *bytes, size_t size)
{
	char path[PATH];
	FILE *file;

	path_of(path, root, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* The time that a file was written at, in seconds; 0: now. */
static void set_time(const char *root, const char *name, time_t seconds)
{
	struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};
	char path[PATH];

	path_of(path, root, name);
	assert_int_equal(utimensat(AT_FDCWD, path, seconds ? times : NULL, 0), 0);
}

static void write_yaml(const char *root, const char *name, const char *text)
{
	write_bytes(root, name, text, strlen(text));
	set_time(root, name, LONG_AGO);
}

static void make_demo(const char *root, const char *name, const char *text)
{
	char path[PATH];

	snprintf(path, sizeof(path), "%s/demos/%s", root, name);
	assert_int_equal(mkdir(path, 0700), 0);
	write_yaml(root, name, text);
}

static int write_index(const char *root, struct error *error)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	return demo_index_write(root, &now, error);
}

static void make_index(const char *root)
{
	struct error error;

	assert_int_equal(write_index(root, &error), 0);
}

/* Two demos below a root, and their index. */
static int set_up(void **state)
{
	char *root = strdup("/tmp/ipcstage-index-XXXXXX"), path[PATH];

	*state = root;
	if (!mkdtemp(root))
		return -1;
	snprintf(path, sizeof(path), "%s/demos", root);
	if (mkdir(path, 0700) < 0)
		return -1;
	make_demo(root, "one", full);
	make_demo(root, "two", "title: {en: Two}\nsummary: {en: S}\nmechanism: pipe\norder: 8\n");
	make_index(root);
	return 0;
}

/* What is written over the first demo after it has been read for the index; NULL nothing. */
static struct {
	const char *root, *text;
} meanwhile;

struct demo *__real_demo_load(const char *path, struct error *error);
struct demo *__wrap_demo_load(const char *path, struct error *error);

struct demo *__wrap_demo_load(const char *path, struct error *error)
{
	struct demo *demo = __real_demo_load(path, error);
	const char *text = meanwhile.text;

	meanwhile.text = NULL;
	if (text)
		write_bytes(meanwhile.root, "one", text, strlen(text));
	return demo;
}

static void load(struct catalogue *catalogue, const char *root)
{
	struct error error = {0};

	if (catalogue_load_from(catalogue, root, &error) < 0)
		fail_msg("%s", error.text);
}

/* All that a description holds, as bytes; the caller frees them. */
static char *packed(const struct demo *demo, size_t *size)
{
	char *bytes;
	FILE *out = open_memstream(&bytes, size);

	assert_non_null(out);
	pack(out, &demo_schema, demo);
	assert_int_equal(fclose(out), 0);
	return bytes;
}

static void expect_as_in_yaml(const char *root, const struct demo *demo)
{
	char path[PATH], *expected, *got;
	size_t expected_size, got_size;
	struct error error;
	struct demo *loaded;

	path_of(path, root, demo->name);
	loaded = demo_load(path, &error);
	assert_non_null(loaded);
	assert_string_equal(demo->name, loaded->name);
	expected = packed(loaded, &expected_size);
	got = packed(demo, &got_size);
	assert_int_equal(got_size, expected_size);
	assert_memory_equal(got, expected, expected_size);
	free(expected);
	free(got);
	demo_free(loaded);
}

/* Whether the index has a demo as its YAML file is. */
static bool is_indexed(const char *root, const char *name)
{
	struct demo_index *index = demo_index_open(root);
	struct stat status;
	char path[PATH];
	int number;

	path_of(path, root, name);
	assert_int_equal(stat(path, &status), 0);
	number = demo_index_find(index, name, AT_FDCWD, path, &status);
	demo_index_close(index);
	return number >= 0;
}

/* The catalogue says of all demos what their YAML files say. */
static void expect_truth(const char *root)
{
	struct catalogue catalogue;
	struct error error;

	load(&catalogue, root);
	for (unsigned i = 0; i < catalogue.count; i++) {
		const struct demo *demo = catalogue_demo(&catalogue, i, &error);

		assert_non_null(demo);
		assert_ptr_equal(catalogue_demo(&catalogue, i, &error), demo);
		expect_as_in_yaml(root, demo);
	}
	catalogue_release(&catalogue);
}

/* And the demo `one` is taken from the index, or is not. */
static void expect_one(const char *root, bool indexed)
{
	expect_truth(root);
	assert_int_equal(is_indexed(root, "one"), indexed);
}

/* --- the YAML files change ------------------------------------------------------------------- */

static void test_used(void **state)
{
	expect_one(*state, true);
}

/* All that comes with the program. */
static void test_own_demos(void **state)
{
	struct catalogue catalogue;

	(void)state;
	expect_truth(BINARY_DIR);
	load(&catalogue, BINARY_DIR);
	for (unsigned i = 0; i < catalogue.count; i++)
		assert_true(is_indexed(BINARY_DIR, catalogue_name(&catalogue, i)));
	catalogue_release(&catalogue);
}

static void test_copied(void **state)
{
	set_time(*state, "one", LONG_AGO + 1);
	expect_one(*state, true);
}

/* The text of the first demo with another title. */
static const char *retitled(const char *title, char *out)
{
	snprintf(out, sizeof(full) + 100, "title: {en: %s%s", title, strchr(full, ','));
	return out;
}

static void test_edited(void **state)
{
	char text[sizeof(full) + 100];

	write_yaml(*state, "one", retitled("Longer", text));
	expect_one(*state, false);
}

static void test_edited_same_size(void **state)
{
	char text[sizeof(full) + 100];

	write_yaml(*state, "one", retitled("Eno", text));
	set_time(*state, "one", 0);
	expect_one(*state, false);
}

/* Edited so soon after the index was made that the clock shows the same time. */
static void test_edited_same_time(void **state)
{
	char text[sizeof(full) + 100];

	set_time(*state, "", LONG_AGO);
	write_yaml(*state, "one", retitled("Eno", text));
	expect_one(*state, false);
}

/* Edited after it was read for the index and before that was made, within a second of before. */
static void test_edited_meanwhile(void **state)
{
	char text[sizeof(full) + 100];
	struct error error;

	set_time(*state, "one", 0);
	meanwhile.root = *state;
	meanwhile.text = retitled("Eno", text);
	assert_int_equal(write_index(*state, &error), 0);
	assert_null(meanwhile.text);
	expect_one(*state, false);
}

/* What the times are for: the file is not even read. */
static void test_times_are_believed(void **state)
{
	char text[sizeof(full) + 100];

	write_yaml(*state, "one", retitled("Eno", text));
	assert_true(is_indexed(*state, "one"));
}

static void test_broken(void **state)
{
	const struct error *why;
	struct catalogue catalogue;
	struct error error;
	char path[PATH];

	write_yaml(*state, "one", "title: {en: One}\nsummary: {en: S}\nmechanism: pope\n");
	assert_int_equal(catalogue_load_from(&catalogue, *state, &error), 0);
	path_of(path, *state, "one");
	why = catalogue_why_left_out(&catalogue, "one");
	assert_non_null(why);
	assert_memory_equal(why->text, path, strlen(path));
	assert_memory_equal(why->text + strlen(path), ":3:12: unknown mechanism 'pope'", 31);
	catalogue_release(&catalogue);
}

/* It was broken already when the index was made. */
static void test_broken_before(void **state)
{
	struct catalogue catalogue;
	struct error error;

	write_yaml(*state, "one", "mechanism\n");
	make_index(*state);
	assert_int_equal(catalogue_load_from(&catalogue, *state, &error), 0);
	assert_non_null(catalogue_why_left_out(&catalogue, "one"));
	catalogue_release(&catalogue);
	write_yaml(*state, "one", full);
	expect_one(*state, false);
}

static void test_more_and_fewer(void **state)
{
	struct catalogue catalogue;
	char path[PATH];

	make_demo(*state, "new", full);
	path_of(path, *state, "two");
	remove(path);
	load(&catalogue, *state);
	assert_int_equal(catalogue.count, 2);
	assert_string_equal(catalogue_name(&catalogue, 0), "new");
	assert_string_equal(catalogue_name(&catalogue, 1), "one");
	catalogue_release(&catalogue);
	expect_one(*state, true);
}

/* --- the index is damaged --------------------------------------------------------------------- */

static size_t read_index(const char *root, char *bytes)
{
	char path[PATH];
	size_t size;
	FILE *file;

	path_of(path, root, "");
	file = fopen(path, "r");
	assert_non_null(file);
	size = fread(bytes, 1, INDEX_MAX, file);
	assert_int_equal(fclose(file), 0);
	assert_in_range(size, sizeof(struct index_head) + 1, INDEX_MAX - 1);
	return size;
}

static void test_missing(void **state)
{
	char path[PATH];

	path_of(path, *state, "");
	remove(path);
	expect_one(*state, false);
	assert_int_equal(mkdir(path, 0700), 0);
	expect_one(*state, false);
}

static void test_cut(void **state)
{
	char bytes[INDEX_MAX];
	size_t size = read_index(*state, bytes);

	for (size_t left = 0; left < size; left++) {
		write_bytes(*state, "", bytes, left);
		expect_one(*state, false);
	}
}

/* In the head and the rows: nothing is believed. In a description: that one is not. */
static void test_one_bit(void **state)
{
	char bytes[INDEX_MAX];
	size_t size = read_index(*state, bytes);
	struct index_head head;

	memcpy(&head, bytes, sizeof(head));
	for (size_t i = 0; i < size; i++) {
		bytes[i] = (char)(bytes[i] ^ 1 << i % 8);
		write_bytes(*state, "", bytes, size);
		expect_one(*state, i >= sizeof(head) + head.size);
		bytes[i] = (char)(bytes[i] ^ 1 << i % 8);
	}
}

/* It is replaced while the program runs: what has not been read yet is the old one's. */
static void test_replaced(void **state)
{
	char bytes[INDEX_MAX];
	size_t size = read_index(*state, bytes);
	struct catalogue catalogue;
	struct error error;

	load(&catalogue, *state);
	make_index(*state);
	for (unsigned i = 0; i < catalogue.count; i++)
		expect_as_in_yaml(*state, catalogue_demo(&catalogue, i, &error));
	catalogue_release(&catalogue);
	load(&catalogue, *state);
	write_bytes(*state, "", bytes, size / 2); /* and once without care: in place */
	for (unsigned i = 0; i < catalogue.count; i++)
		expect_as_in_yaml(*state, catalogue_demo(&catalogue, i, &error));
	catalogue_release(&catalogue);
}

/* Neither can be read any more: that is said, as often as it is asked for. */
static void test_gone(void **state)
{
	struct catalogue catalogue;
	struct error error;

	load(&catalogue, *state);
	write_bytes(*state, "", "", 0);
	write_yaml(*state, "one", "mechanism\n");
	assert_null(catalogue_demo(&catalogue, 0, &error));
	assert_null(catalogue_demo(&catalogue, 0, &error));
	assert_non_null(strstr(error.text, "/one.yaml:1:1: "));
	write_yaml(*state, "one", full);
	assert_non_null(catalogue_demo(&catalogue, 0, &error));
	catalogue_release(&catalogue);
}

/* Of a program whose structs are others: nothing is wrong with it but that. */
static void test_other_layout(void **state)
{
	char bytes[INDEX_MAX];
	size_t size = read_index(*state, bytes);
	struct index_head head;

	memcpy(&head, bytes, sizeof(head));
	head.layout++;
	head.checksum = demo_index_sum(&head, bytes + sizeof(head));
	memcpy(bytes, &head, sizeof(head));
	write_bytes(*state, "", bytes, size);
	expect_one(*state, false);
}

/* A row that asks for more memory than there is, with a checksum that is right. */
static void test_too_much_memory(void **state)
{
	char bytes[INDEX_MAX], *at = bytes + sizeof(struct index_head) + sizeof(uint32_t) + 4;
	size_t size = read_index(*state, bytes);
	struct index_head head;
	struct index_row row;

	memcpy(&head, bytes, sizeof(head));
	memcpy(&row, at, sizeof(row)); /* of "one", behind the length of that name and the name */
	assert_int_equal(row.order, 7);
	row.memory = 16 - row.size;
	memcpy(at, &row, sizeof(row));
	head.checksum = demo_index_sum(&head, bytes + sizeof(head));
	memcpy(bytes, &head, sizeof(head));
	write_bytes(*state, "", bytes, size);
	expect_one(*state, false);
}

/*
 * Should the checksum be right by chance: bytes that mean nothing are refused, and never lead out
 * of the memory there is, which is exactly as large as it has to be.
 */
static void unpack_damaged(const char *bytes, size_t size, size_t needed)
{
	char *copy = malloc(size), *memory = aligned_alloc(16, needed);
	struct unpacking unpacking = {
		.at = copy, .end = copy + size, .memory = memory, .memory_left = needed};

	assert_non_null(copy);
	assert_non_null(memory);
	memcpy(copy, bytes, size);
	memset(memory, 0, needed);
	if (unpack(&unpacking, &demo_schema)) {
		assert_in_range(unpacking.at - copy, 0, size);
		assert_in_range(unpacking.memory - memory, 0, needed);
	}
	free(copy);
	free(memory);
}

static void test_damaged_within(void **state)
{
	FILE *null = fopen("/dev/null", "w");
	char path[PATH], *bytes;
	struct error error;
	struct demo *demo;
	size_t size, needed;

	path_of(path, *state, "one");
	demo = demo_load(path, &error);
	assert_non_null(demo);
	bytes = packed(demo, &size);
	needed = pack(null, &demo_schema, demo);
	fclose(null);
	for (size_t i = 0; i < size; i++) {
		unpack_damaged(bytes, i, needed);
		bytes[i] = (char)~bytes[i];
		unpack_damaged(bytes, size, needed);
		unpack_damaged(bytes, size, needed - 16);
		bytes[i] = (char)~bytes[i];
	}
	free(bytes);
	demo_free(demo);
}

/* Whether a description is taken without one of its texts. */
static bool is_taken_without(struct demo *demo, char **text)
{
	char *there = *text, *bytes, memory[2048] __attribute__((aligned(16))) = {0};
	size_t size;
	bool taken;

	*text = NULL;
	bytes = packed(demo, &size);
	*text = there;
	taken = unpack(&(struct unpacking){.at = bytes,
					   .end = bytes + size,
					   .memory = memory,
					   .memory_left = sizeof(memory)},
		       &demo_schema);
	free(bytes);
	return taken;
}

/* Nobody asks whether a text is there that has to be. */
static void test_text_is_missing(void **state)
{
	char path[PATH];
	struct error error;
	struct demo *demo;

	path_of(path, *state, "one");
	demo = demo_load(path, &error);
	assert_non_null(demo);
	assert_true(is_taken_without(demo, &demo->title.zh));
	assert_false(is_taken_without(demo, &demo->title.en));
	assert_false(is_taken_without(demo, &demo->scenarios[0].name));
	assert_false(is_taken_without(demo, &demo->toggles[0].scenarios.names[0]));
	demo_free(demo);
}

static void test_cannot_be_written(void **state)
{
	struct error error;
	char path[PATH];
	glob_t left;

	path_of(path, *state, "");
	remove(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(write_index(*state, &error), -1);
	assert_non_null(strstr(error.text, "/demos.index: cannot be written: Is a directory"));
	strcat(path, ".*");
	assert_int_equal(glob(path, 0, NULL, &left), GLOB_NOMATCH);
	assert_int_equal(write_index("/nowhere", &error), -1);
	assert_string_equal(error.text,
			    "/nowhere/demos: cannot be read: No such file or directory");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_used),
		cmocka_unit_test(test_own_demos),
		TEST(test_copied),
		TEST(test_edited),
		TEST(test_edited_same_size),
		TEST(test_edited_same_time),
		TEST(test_edited_meanwhile),
		TEST(test_times_are_believed),
		TEST(test_broken),
		TEST(test_broken_before),
		TEST(test_more_and_fewer),
		TEST(test_missing),
		TEST(test_cut),
		TEST(test_one_bit),
		TEST(test_replaced),
		TEST(test_gone),
		TEST(test_other_layout),
		TEST(test_too_much_memory),
		TEST(test_damaged_within),
		TEST(test_text_is_missing),
		TEST(test_cannot_be_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
