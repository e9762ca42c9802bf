/* The catalogue: order, paths, folders that are no demos, and what is said when it fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>
#include "demo/catalogue.h"

static int set_up(void **state)
{
	char *root = strdup("/tmp/ipcstage-catalogue-XXXXXX");

	*state = root;
	return mkdtemp(root) ? 0 : -1;
}

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

static void make_folder(const char *root, const char *name)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/demos", root);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/demos/%s", root, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static void make_file(const char *root, const char *name, const char *suffix, const char *text)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/demos/%s/%s%s", root, name, name, suffix);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void make_demo(const char *root, const char *name, const char *more)
{
	char text[200];

	make_folder(root, name);
	snprintf(text, sizeof(text), "title: {en: T}\nsummary: {en: S}\nmechanism: pipe\n%s", more);
	make_file(root, name, ".yaml", text);
}

static void expect_path(const char *root, const char *path, const char *expected)
{
	assert_non_null(path);
	assert_memory_equal(path, root, strlen(root));
	assert_string_equal(path + strlen(root), expected);
}

/* The same of a path that is the caller's. */
static void expect_own_path(const char *root, char *path, const char *expected)
{
	expect_path(root, path, expected);
	free(path);
}

static const struct demo *demo_at(const struct catalogue *catalogue, unsigned number)
{
	struct error error;
	const struct demo *demo = catalogue_demo(catalogue, number, &error);

	assert_non_null(demo);
	assert_string_equal(demo->name, catalogue_name(catalogue, number));
	return demo;
}

static void test_order_and_paths(void **state)
{
	static const char *const names[] = {"zebra", "apple", "berry"};
	const char *root = *state;
	struct catalogue catalogue;
	struct error error;

	make_demo(root, "berry", "");
	make_demo(root, "apple", "program: pear\n");
	make_demo(root, "zebra", "order: 1\n");
	make_file(root, "zebra", ".c", "int main(void);\n");
	make_folder(root, "CMakeFiles");
	assert_int_equal(catalogue_load_from(&catalogue, root, &error), 0);
	assert_int_equal(catalogue.count, 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_string_equal(catalogue_name(&catalogue, i), names[i]);
		assert_int_equal(catalogue_find(&catalogue, names[i]), i);
	}
	assert_int_equal(catalogue_find(&catalogue, "CMakeFiles"), -1);
	expect_own_path(root, catalogue_program(&catalogue, demo_at(&catalogue, 0)),
			"/demos/zebra/zebra");
	expect_own_path(root, catalogue_source(&catalogue, demo_at(&catalogue, 0)),
			"/demos/zebra/zebra.c");
	expect_own_path(root, catalogue_program(&catalogue, demo_at(&catalogue, 1)),
			"/demos/apple/pear");
	assert_null(catalogue_source(&catalogue, demo_at(&catalogue, 1)));
	expect_path(root, catalogue.agent, "/libipcstage.so");
	catalogue_release(&catalogue);
	catalogue_release(&catalogue);
}

static void expect_error(const char *root, int result, const char *expected)
{
	struct catalogue catalogue;
	struct error error;

	assert_int_equal(catalogue_load_from(&catalogue, root, &error), result);
	expect_path(root, error.text, expected);
	assert_int_equal(catalogue.count, 0);
	assert_null(catalogue.entries);
}

static void test_nothing_there(void **state)
{
	expect_error(*state, -1,
		     "/demos: cannot be read: No such file or directory; build or install "
		     "the demos");
}

static void test_empty(void **state)
{
	make_folder(*state, "CMakeFiles");
	expect_error(*state, -1, "/demos: there are no demos in it; build or install them");
}

static const char bad_order[] =
	"/demos/bad/bad.yaml:4:8: 'order' must be a whole number, not 'x'; write decimal digits "
	"only, without a leading 0";

/* One that is wrong is left out, and does not stop the others. */
static void test_bad_demo(void **state)
{
	const char *root = *state;
	struct catalogue catalogue;
	const struct error *why;
	struct error error;

	make_demo(root, "good", "");
	make_demo(root, "bad", "order: x\n");
	assert_int_equal(catalogue_load_from(&catalogue, root, &error), 0);
	assert_int_equal(catalogue.count, 1);
	assert_string_equal(catalogue_name(&catalogue, 0), "good");
	assert_int_equal(catalogue.left_out_count, 1);
	assert_null(catalogue_why_left_out(&catalogue, "good"));
	why = catalogue_why_left_out(&catalogue, "bad");
	assert_non_null(why);
	expect_path(root, why->text, bad_order);
	catalogue_release(&catalogue);
}

static void test_only_bad_demos(void **state)
{
	make_demo(*state, "bad", "order: x\n");
	expect_error(*state, CATALOGUE_WRONG, bad_order);
}

/* This test lies in no folder with demos: what is looked for is where they are when installed. */
static void test_beside_the_program(void **state)
{
	struct catalogue catalogue;
	struct error error;

	(void)state;
	assert_int_equal(catalogue_load(&catalogue, &error), -1);
	assert_non_null(strstr(error.text, "/../lib/ipcstage/demos: cannot be read: "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_order_and_paths, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nothing_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_empty, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_bad_demo, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_only_bad_demos, set_up, tear_down),
		cmocka_unit_test(test_beside_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
