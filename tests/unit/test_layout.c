/* The layout at every size: nothing overlaps, nothing is outside, what must be there is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "view/panes/layout.h"

enum { MAX_ROWS = 100, MAX_COLS = 300 };

/* Marks a rectangle's cells; fails where one is outside or taken. */
static void claim(unsigned char *taken, int rows, int cols, struct rect at)
{
	for (int row = at.row; row < at.row + at.rows; row++) {
		for (int col = at.col; col < at.col + at.cols; col++) {
			if (row < 0 || row >= rows || col < 0 || col >= cols)
				fail_msg("%dx%d: outside at %d,%d", cols, rows, row, col);
			if (taken[row * cols + col]++)
				fail_msg("%dx%d: overlap at %d,%d", cols, rows, row, col);
		}
	}
}

static void check_size(int rows, int cols, unsigned actors, bool waits)
{
	static unsigned char taken[MAX_ROWS * MAX_COLS];
	struct layout layout;

	layout_compute(&layout, rows, cols, actors, waits);
	memset(taken, 0, sizeof(taken));
	if (layout.too_small) {
		assert_true(rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS);
		claim(taken, rows, cols, layout.message);
		return;
	}
	claim(taken, rows, cols, layout.header);
	claim(taken, rows, cols, layout.footer);
	for (int i = 0; i < PANE_COUNT; i++)
		claim(taken, rows, cols, layout.panes[i].at);
	for (int i = 0; i < rows * cols; i++)
		assert_int_equal(taken[i], 1);
	memset(taken, 0, sizeof(taken));
	claim(taken, rows, cols, layout.verdict);
	memset(taken, 0, sizeof(taken));
	claim(taken, rows, cols, layout.overlay);
}

static void test_sweep(void **state)
{
	(void)state;
	for (int rows = 1; rows <= MAX_ROWS; rows++)
		for (int cols = 1; cols <= MAX_COLS; cols++)
			for (int waits = 0; waits < 2; waits++)
				check_size(rows, cols, (unsigned)(rows * cols) % 70, waits);
}

static void test_design_size(void **state)
{
	struct layout layout;
	struct rect stage;

	(void)state;
	layout_compute(&layout, 24, 80, 3, false);
	stage = place_inside(&layout.panes[PANE_STAGE]);
	assert_int_equal(stage.cols, 48);
	assert_int_equal(stage.rows, 14);
	assert_int_equal(place_inside(&layout.panes[PANE_LOG]).rows, 5);
	assert_true(layout.panes[PANE_SOURCE].at.cols == 30);
	assert_int_equal(layout.panes[PANE_LESSON].at.rows, 0);
}

static void test_more_room_more_panes(void **state)
{
	struct layout small, tall, wide;

	(void)state;
	layout_compute(&small, 16, 60, 3, false);
	assert_int_equal(small.panes[PANE_SOURCE].at.rows, 0);
	assert_int_equal(place_inside(&small.panes[PANE_STAGE]).cols, 58);
	layout_compute(&tall, 50, 120, 3, false);
	assert_true(tall.panes[PANE_LESSON].at.rows > 0);
	assert_int_equal(tall.panes[PANE_OBJECTS].at.rows, 0);
	layout_compute(&wide, 50, 200, 3, false);
	assert_true(wide.panes[PANE_OBJECTS].at.rows > 0);
	assert_true(wide.panes[PANE_PARAMETERS].at.rows > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sweep),
		cmocka_unit_test(test_design_size),
		cmocka_unit_test(test_more_room_more_panes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
