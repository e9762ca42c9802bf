/* However the program ends, the terminal is as it was and nothing of the demo is left. */
#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "terminal.h"

enum { WITHIN_MS = 1000 };

/* Zoomed, so that a step is one step in every demo. */
static void open_and_step(struct terminal *terminal, const char *demo)
{
	terminal_start_viewer(terminal, demo);
	terminal_expect(terminal, "paused");
	assert_true(terminal->alternate);
	assert_false(terminal->cursor_shown);
	terminal_type(terminal, "z.");
	terminal_expect(terminal, "step 1 ");
	assert_true(terminal_processes(terminal) >= 4);
}

static void assert_nothing_left(struct terminal *terminal)
{
	terminal_assert_as_found(terminal);
	terminal_expect_no_processes(terminal, WITHIN_MS);
	terminal_close(terminal);
}

static void q_twice(void **state)
{
	struct terminal terminal;

	(void)state;
	open_and_step(&terminal, "counter");
	terminal_type(&terminal, "qq");
	terminal_await_end(&terminal);
	assert_true(WIFEXITED(terminal.status));
	assert_int_equal(WEXITSTATUS(terminal.status), 0);
	assert_nothing_left(&terminal);
}

static void signals_end_it(void **state)
{
	static const int numbers[] = {SIGTERM, SIGHUP, SIGINT, SIGSEGV, SIGABRT, SIGQUIT};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct terminal terminal;

		open_and_step(&terminal, "counter");
		kill(terminal.pid, numbers[i]);
		terminal_await_end(&terminal);
		assert_true(WIFSIGNALED(terminal.status));
		assert_int_equal(WTERMSIG(terminal.status), numbers[i]);
		assert_nothing_left(&terminal);
	}
}

static void a_crash_is_said(void **state)
{
	struct terminal terminal;

	(void)state;
	open_and_step(&terminal, "counter");
	kill(terminal.pid, SIGSEGV);
	terminal_await_end(&terminal);
	terminal_expect(&terminal, "ipcstage: killed by SIGSEGV");
	assert_nothing_left(&terminal);
}

static void control_c(void **state)
{
	struct terminal terminal;

	(void)state;
	open_and_step(&terminal, "pipe");
	terminal_type(&terminal, "\003");
	terminal_await_end(&terminal);
	assert_true(WIFSIGNALED(terminal.status));
	assert_int_equal(WTERMSIG(terminal.status), SIGINT);
	assert_nothing_left(&terminal);
}

/* The names in /dev/shm that are there now, each between slashes. */
static void list_shared_memory(char *out, size_t size)
{
	DIR *folder = opendir("/dev/shm");
	struct dirent *entry;
	size_t used = 0;

	out[0] = '\0';
	while (folder && (entry = readdir(folder)) != NULL && used < size)
		used += (size_t)snprintf(out + used, size - used, "/%s/", entry->d_name);
	if (folder)
		closedir(folder);
}

static bool is_new_in_shared_memory(const char *before)
{
	DIR *folder = opendir("/dev/shm");
	struct dirent *entry;
	bool found = false;

	while (folder && (entry = readdir(folder)) != NULL) {
		char name[300];

		snprintf(name, sizeof(name), "/%s/", entry->d_name);
		found |= strstr(before, name) == NULL;
	}
	if (folder)
		closedir(folder);
	return found;
}

static void killed_while_playing(void **state)
{
	static const char *const demos[] = {"counter", "pipe", "queue", "semaphore", "pool"};
	char before[8192];

	(void)state;
	list_shared_memory(before, sizeof(before));
	for (size_t i = 0; i < sizeof(demos) / sizeof(demos[0]); i++) {
		struct terminal terminal;

		open_and_step(&terminal, demos[i]);
		terminal_type(&terminal, " ");
		terminal_expect(&terminal, "playing");
		terminal_expect(&terminal, "step 2 ");
		kill(terminal.pid, SIGKILL);
		terminal_await_end(&terminal);
		terminal_expect_no_processes(&terminal, WITHIN_MS);
		terminal_close(&terminal);
	}
	for (int i = 0; is_new_in_shared_memory(before) && i < 50; i++)
		poll(NULL, 0, WITHIN_MS / 50);
	assert_false(is_new_in_shared_memory(before));
}

static void the_terminal_goes_away(void **state)
{
	struct terminal terminal;

	(void)state;
	open_and_step(&terminal, "queue");
	close(terminal.outside);
	terminal.outside = -1;
	terminal_await_end(&terminal);
	terminal_expect_no_processes(&terminal, WITHIN_MS);
	terminal_close(&terminal);
}

/* Nobody could continue it: an orphaned process group is not stopped by the kernel. */
static void control_z_without_a_shell(void **state)
{
	struct terminal terminal;

	(void)state;
	open_and_step(&terminal, "counter");
	terminal_type(&terminal, "\032.");
	terminal_expect(&terminal, "step 2 ");
	assert_true(terminal.alternate);
	terminal_type(&terminal, "qq");
	terminal_await_end(&terminal);
	assert_nothing_left(&terminal);
}

static void control_z_and_back(void **state)
{
	static const char *const environment[] = {"PS1=ready> ", "ENV", NULL};
	static const char *const shell[] = {"sh", "-i", NULL};
	struct terminal terminal;

	(void)state;
	terminal_open(&terminal, 24, 80);
	terminal_start(&terminal, environment, shell);
	terminal_expect(&terminal, "ready>");
	terminal_type(&terminal, VIEWER " counter\n");
	terminal_expect(&terminal, "paused");
	terminal_type(&terminal, ".");
	terminal_expect(&terminal, "step 1 ");
	terminal_type(&terminal, "\032");
	terminal_expect(&terminal, "Stopped");
	terminal_expect_gone(&terminal, "schedule");
	assert_false(terminal.alternate);
	assert_true(terminal.cursor_shown);
	terminal_type(&terminal, "fg\n");
	terminal_expect(&terminal, "schedule");
	terminal_expect(&terminal, "step 1 ");
	assert_true(terminal.alternate);
	terminal_type(&terminal, ".");
	terminal_expect(&terminal, "step 2 ");
	terminal_type(&terminal, "qq");
	terminal_expect_gone(&terminal, "Several processes add");
	terminal_type(&terminal, "echo left with $?\n");
	terminal_expect(&terminal, "left with 0");
	terminal_type(&terminal, "exit\n");
	terminal_await_end(&terminal);
	assert_false(terminal.alternate);
	terminal_expect_no_processes(&terminal, WITHIN_MS);
	terminal_close(&terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(q_twice),
		cmocka_unit_test(signals_end_it),
		cmocka_unit_test(a_crash_is_said),
		cmocka_unit_test(control_c),
		cmocka_unit_test(killed_while_playing),
		cmocka_unit_test(the_terminal_goes_away),
		cmocka_unit_test(control_z_without_a_shell),
		cmocka_unit_test(control_z_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
