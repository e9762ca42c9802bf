/* The page that compares ways of talking: its texts, and that all of them can be seen. */
#include "demo/comparison.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "view/cells/canvas.h"
#include "view/panes/comparison.h"

static const char *const figures[COMPARISON_ROWS] = {"FIRST", "", "", "LAST"};

static struct comparison *load(void)
{
	struct error error;
	struct comparison *ways = comparison_load(BINARY_DIR "/ways.yaml", &error);

	if (!ways)
		fail_msg("%s", error.text);
	return ways;
}

static void every_way_has_its_texts(void **state)
{
	static const char *const names[] = {"pipe", "queue", "shared-memory", "socket"};
	struct comparison *ways = load();

	(void)state;
	assert_int_equal(ways->count, 4);
	for (unsigned i = 0; i < ways->count; i++) {
		assert_string_equal(ways->list[i].name, names[i]);
		assert_non_null(ways->list[i].title.zh);
		assert_non_null(ways->list[i].use.zh);
	}
	comparison_free(ways);
}

/* Whether a text can be seen. */
static bool shows(const struct canvas *canvas, const char *text)
{
	char *dump = canvas_dump(canvas, false);
	bool found = strstr(dump, text) != NULL;

	free(dump);
	return found;
}

static void all_of_it_can_be_seen(void **state)
{
	struct comparison *ways = load();
	struct comparison_picture picture = {.ways = ways, .figures = figures};
	struct canvas canvas;
	char *end;

	(void)state;
	assert_int_equal(canvas_init(&canvas, 22, 80, false), 0);
	assert_int_equal(comparison_draw(&canvas, (struct rect){0, 0, 22, 80}, &picture), 0);
	assert_true(shows(&canvas, "FIRST"));
	assert_true(shows(&canvas, "LAST"));
	canvas_release(&canvas);

	/* In less room the rest is below. */
	assert_int_equal(canvas_init(&canvas, 12, 60, false), 0);
	picture.scroll = comparison_draw(&canvas, (struct rect){0, 0, 12, 60}, &picture);
	assert_true(picture.scroll > 0);
	canvas_clear(&canvas);
	assert_int_equal(comparison_draw(&canvas, (struct rect){0, 0, 12, 60}, &picture),
			 picture.scroll);
	assert_false(shows(&canvas, "FIRST"));
	assert_true(shows(&canvas, "LAST"));

	/* Nothing is below the end. */
	end = canvas_dump(&canvas, false);
	picture.scroll += 100;
	canvas_clear(&canvas);
	comparison_draw(&canvas, (struct rect){0, 0, 12, 60}, &picture);
	assert_true(shows(&canvas, end));
	free(end);
	canvas_release(&canvas);
	comparison_free(ways);
}

static void a_file_that_is_wrong_is_refused(void **state)
{
	struct error error;

	(void)state;
	assert_null(comparison_load("/nonexistent/ways.yaml", &error));
	assert_non_null(strstr(error.text, "/nonexistent/ways.yaml"));
	assert_null(comparison_load(BINARY_DIR "/demos/counter/counter.yaml", &error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_has_its_texts),
		cmocka_unit_test(all_of_it_can_be_seen),
		cmocka_unit_test(a_file_that_is_wrong_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
