/*
 * The page that compares the ways to talk: with what is really measured, and with a stand-in for
 * the program that measures, which says what the test wants and when it wants it.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "terminal.h"

enum { PATH = 500, WAYS = 4, LINES_MOST = 60 };
enum { TRY_MS = 20, TRIES = TERMINAL_DEADLINE_MS / TRY_MS };

/* A built tree of its own, all of it links but what measures. */
struct tree {
	char folder[PATH];
	char viewer[PATH], measure[PATH], figures[PATH];
	int to_figures; /* -1: not open */
};

static const char *const links[] = {"demos", "libipcstage.so", "ways.yaml"};

static void put_path(char *out, const char *folder, const char *name)
{
	assert_true(snprintf(out, PATH, "%s/%s", folder, name) < PATH);
}

/* The stand-in hands on what is written into a FIFO: it ends when nobody has that open. */
static void write_stand_in(const struct tree *tree)
{
	FILE *file = fopen(tree->measure, "w");

	assert_non_null(file);
	fprintf(file, "#!/bin/sh\nexec cat '%s'\n", tree->figures);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(tree->measure, 0700), 0);
	assert_int_equal(mkfifo(tree->figures, 0600), 0);
}

static int make_tree(void **state)
{
	struct tree *tree = calloc(1, sizeof(*tree));
	char from[PATH], to[PATH];

	assert_non_null(tree);
	tree->to_figures = -1;
	snprintf(tree->folder, PATH, "%s-e2e-XXXXXX", VIEWER);
	assert_non_null(mkdtemp(tree->folder));
	put_path(tree->viewer, tree->folder, "ipcstage");
	put_path(tree->measure, tree->folder, "ipcstage-measure");
	put_path(tree->figures, tree->folder, "figures");
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		put_path(from, BUILD, links[i]);
		put_path(to, tree->folder, links[i]);
		assert_int_equal(symlink(from, to), 0);
	}
	/* It looks for the rest where its own file is, so a symbolic one would not do. */
	assert_int_equal(link(VIEWER, tree->viewer), 0);
	write_stand_in(tree);
	*state = tree;
	return 0;
}

static int remove_tree(void **state)
{
	struct tree *tree = *state;
	char path[PATH];

	if (tree->to_figures >= 0)
		close(tree->to_figures);
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		put_path(path, tree->folder, links[i]);
		unlink(path);
	}
	unlink(tree->viewer);
	unlink(tree->measure);
	unlink(tree->figures);
	assert_int_equal(rmdir(tree->folder), 0);
	free(tree);
	return 0;
}

/* From the list of demos to the page, in a terminal of some size. */
static void open_page_in(struct terminal *terminal, const char *viewer, int rows, int cols)
{
	const char *const arguments[] = {viewer, NULL};

	terminal_open(terminal, rows, cols);
	terminal_start(terminal, NULL, arguments);
	terminal_expect(terminal, "counter");
	terminal_type(terminal, "v");
	terminal_expect(terminal, "Four ways compared");
}

/* The same where all of it is to be seen. */
static void open_page(struct terminal *terminal, const char *viewer)
{
	open_page_in(terminal, viewer, LINES_MOST, 120);
}

static void leave(struct terminal *terminal)
{
	int status;

	terminal_type(terminal, "q");
	terminal_expect(terminal, "faults you can plant");
	terminal_type(terminal, "q");
	status = terminal_await_end(terminal);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	terminal_assert_as_found(terminal);
	terminal_expect_no_processes(terminal, TERMINAL_DEADLINE_MS);
	terminal_close(terminal);
}

static unsigned count(const struct terminal *terminal, const char *text)
{
	char *screen = terminal_text(terminal);
	unsigned found = 0;

	for (const char *at = screen; (at = strstr(at, text)); at += strlen(text))
		found++;
	free(screen);
	return found;
}

/* Wait until a text is on the screen so many times. */
static void expect_times(struct terminal *terminal, unsigned times, const char *text)
{
	for (int i = 0; i < TRIES && count(terminal, text) != times; i++)
		terminal_listen(terminal, TRY_MS);
	assert_int_equal(count(terminal, text), times);
}

/* The line that a way begins with; the caller frees it. */
static char *line_of(const struct terminal *terminal, const char *title)
{
	char *screen = terminal_text(terminal), *at = strstr(screen, title), *line;

	assert_non_null(at);
	line = strndup(at, strcspn(at, "\n"));
	free(screen);
	assert_non_null(line);
	return line;
}

static void assert_measured(const struct terminal *terminal, const char *title)
{
	char *line = line_of(terminal, title);
	double us = 0, megabytes = 0;

	assert_int_equal(
		sscanf(line + strlen(title), "%lf us there and back, %lf MB/s", &us, &megabytes),
		2);
	assert_true(us > 0);
	assert_true(megabytes > 0);
	free(line);
}

static void all_four_are_measured(void **state)
{
	static const char *const titles[] = {"Pipe ", "Queue ", "Shared memory ", "Socket (TCP) "};
	struct terminal terminal;

	(void)state;
	open_page(&terminal, VIEWER);
	expect_times(&terminal, WAYS, " MB/s");
	for (size_t i = 0; i < WAYS; i++)
		assert_measured(&terminal, titles[i]);
	expect_times(&terminal, WAYS, "good at:");
	expect_times(&terminal, WAYS, "bad at:");
	expect_times(&terminal, WAYS, "use for:");
	leave(&terminal);
}

/* Whoever reads from the FIFO is not waited for. */
static void open_figures(struct tree *tree)
{
	tree->to_figures = open(tree->figures, O_RDWR | O_CLOEXEC);
	assert_true(tree->to_figures >= 0);
}

static void close_figures(struct tree *tree)
{
	assert_int_equal(close(tree->to_figures), 0);
	tree->to_figures = -1;
}

static void tell(const struct tree *tree, const char *text)
{
	size_t length = strlen(text);

	assert_int_equal(write(tree->to_figures, text, length), length);
}

static void each_figure_is_shown_when_it_comes(void **state)
{
	struct tree *tree = *state;
	struct terminal terminal;

	open_page(&terminal, tree->viewer);
	expect_times(&terminal, WAYS, "measuring");
	open_figures(tree);
	tell(tree, "queue 12.34 567\n");
	terminal_expect(&terminal, "12.3 us there and back, 567 MB/s");
	expect_times(&terminal, WAYS - 1, "measuring");
	tell(tree, "telepathy 1 1\nnonsense\npipe 1.0 2\nsocket 7");
	terminal_expect(&terminal, "1.0 us there and back, 2 MB/s");
	tell(tree, ".0 89\n"); /* the rest of a line of which the beginning has been read */
	terminal_expect(&terminal, "7.0 us there and back, 89 MB/s");
	expect_times(&terminal, 1, "measuring");
	leave(&terminal); /* in the middle of it: what measures goes too */
}

static void r_measures_again(void **state)
{
	struct tree *tree = *state;
	struct terminal terminal;

	open_page(&terminal, tree->viewer);
	open_figures(tree);
	tell(tree, "pipe 1.0 2\n");
	terminal_expect(&terminal, "1.0 us there and back");
	terminal_type(&terminal, "r"); /* while it measures */
	terminal_expect_gone(&terminal, "1.0 us there and back");
	tell(tree, "pipe 3.0 4\n");
	terminal_expect(&terminal, "3.0 us there and back");
	close_figures(tree); /* it ends by itself; what it said stays */
	terminal_type(&terminal, "\014");
	terminal_expect(&terminal, "3.0 us there and back");
	terminal_type(&terminal, "r"); /* after it has ended */
	terminal_expect_gone(&terminal, "3.0 us there and back");
	expect_times(&terminal, WAYS, "measuring");
	assert_int_equal(unlink(tree->measure), 0);
	terminal_type(&terminal, "r");
	expect_times(&terminal, WAYS, "cannot be measured");
	leave(&terminal);
}

/* What measures has ended, or its process for one way has: it says nothing of the others. */
static void what_does_not_come_is_not_waited_for(void **state)
{
	struct tree *tree = *state;
	struct terminal terminal;

	open_page(&terminal, tree->viewer);
	open_figures(tree);
	tell(tree, "pipe 1.0 2\n");
	terminal_expect(&terminal, "1.0 us there and back");
	expect_times(&terminal, WAYS - 1, "measuring");
	close_figures(tree);
	expect_times(&terminal, WAYS - 1, "cannot be measured");
	expect_times(&terminal, 1, "1.0 us there and back");
	leave(&terminal);
}

/* Press a key, and wait until that has changed the screen. */
static void press(struct terminal *terminal, const char *key)
{
	char *before = terminal_text(terminal), *now = strdup(before);

	assert_non_null(now);
	terminal_type(terminal, key);
	for (int i = 0; i < TRIES && strcmp(before, now) == 0; i++) {
		terminal_listen(terminal, TRY_MS);
		free(now);
		now = terminal_text(terminal);
	}
	assert_string_not_equal(before, now);
	free(before);
	free(now);
}

/* How many lines there are is not our business here. */
static void press_until(struct terminal *terminal, const char *key, const char *text)
{
	for (int i = 0; i < LINES_MOST && !terminal_shows(terminal, text); i++)
		press(terminal, key);
	terminal_expect(terminal, text);
}

static void it_is_scrolled_where_it_does_not_fit(void **state)
{
	struct tree *tree = *state;
	struct terminal terminal;

	open_page(&terminal, tree->viewer);
	terminal_expect(&terminal, "servers and clients");
	terminal_resize(&terminal, 16, 60);
	terminal_expect(&terminal, "q back"); /* which stood below */
	terminal_expect_gone(&terminal, "servers and clients");
	press_until(&terminal, "j", "servers and clients");
	terminal_expect_gone(&terminal, "Pipe");
	press_until(&terminal, "k", "Pipe");
	terminal_expect_gone(&terminal, "servers and clients");
	terminal_resize(&terminal, 10, 40);
	terminal_expect_gone(&terminal, "Pipe");
	terminal_expect(&terminal, "60");
	terminal_resize(&terminal, LINES_MOST, 120);
	terminal_expect(&terminal, "servers and clients");
	leave(&terminal);
}

/* Keys that come faster than pictures do not lead past the end, nor does room that is left. */
static void it_is_not_scrolled_past_its_end(void **state)
{
	struct tree *tree = *state;
	char keys[LINES_MOST + 1];
	struct terminal terminal;

	memset(keys, 'j', LINES_MOST);
	keys[LINES_MOST] = '\0';
	open_page_in(&terminal, tree->viewer, 16, 60);
	assert_false(terminal_shows(&terminal, "servers and clients"));
	terminal_type(&terminal, keys);
	terminal_expect(&terminal, "servers and clients");
	press(&terminal, "k"); /* it was at the end, not somewhere behind it */
	terminal_expect_gone(&terminal, "servers and clients");
	terminal_resize(&terminal, LINES_MOST, 120);
	terminal_expect(&terminal, "Pipe");
	leave(&terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_four_are_measured),
		cmocka_unit_test_setup_teardown(each_figure_is_shown_when_it_comes, make_tree,
						remove_tree),
		cmocka_unit_test_setup_teardown(r_measures_again, make_tree, remove_tree),
		cmocka_unit_test_setup_teardown(what_does_not_come_is_not_waited_for, make_tree,
						remove_tree),
		cmocka_unit_test_setup_teardown(it_is_not_scrolled_past_its_end, make_tree,
						remove_tree),
		cmocka_unit_test_setup_teardown(it_is_scrolled_where_it_does_not_fit, make_tree,
						remove_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
