/*
 * Several runs at a time: the same results as one by one, and nobody is left behind whatever is
 * killed.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "explored.h"

enum { TIMES = 3, SERVERS = 8, PATIENCE_MS = 10000 };

static struct explore_rules with_jobs(unsigned jobs)
{
	return (struct explore_rules){.states = EXPLORE_BUDGET, .bound = -1, .jobs = jobs};
}

/* --- the same -------------------------------------------------------------------------------- */

static void jobs_change_nothing(void **state)
{
	static const char *const subjects[][4] = {
		{BINARY_DIR "/demos/counter/counter", "--no-lock", "--rounds=4"},
		{BINARY_DIR "/demos/counter/counter", "--rounds=5"},
		{BINARY_DIR "/demos/counter/counter", "--no-lock", "--processes=3", "--rounds=2"},
		{BINARY_DIR "/demos/queue/queue", "--items=3"},
		{BINARY_DIR "/demos/semaphore/semaphore", "--processes=3"},
		{BINARY_DIR "/demos/pipe/pipe", "--messages=3"},
		{BINARY_DIR "/demos/pipe/pipe", "--keep-write-end"},
		{BINARY_DIR "/tests/programs/opposite_order"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		const char *const arguments[] = {subjects[i][0], subjects[i][1], subjects[i][2],
						 subjects[i][3], NULL};
		struct explored alone = explore_to_the_end(arguments, with_jobs(1));

		for (unsigned time = 0; time < TIMES; time++) {
			struct explored many = explore_to_the_end(arguments, with_jobs(2 + time));

			assert_same(alone.result, many.result);
			forget(&many);
		}
		forget(&alone);
	}
}

/* Runs that would meet in /dev/shm are done one by one. */
static void who_uses_names_is_explored_alone(void **state)
{
	const char *const arguments[] = {BINARY_DIR "/tests/programs/named_semaphore", NULL};
	struct explored alone = explore_to_the_end(arguments, with_jobs(1));
	struct explored many = explore_to_the_end(arguments, with_jobs(2));

	(void)state;
	assert_same(alone.result, many.result);
	forget(&many);
	forget(&alone);
}

static void bounds_hold_for_all(void **state)
{
	struct explore_rules rules = with_jobs(1);
	struct explored alone, many;

	(void)state;
	rules.bound = 2;
	alone = explore_counter(2, 4, "--no-lock", rules);
	rules.jobs = 2;
	many = explore_counter(2, 4, "--no-lock", rules);
	assert_int_equal(alone.result->bound, 2);
	assert_int_equal(many.result->bound, 2);
	assert_true(alone.result->interleavings.count == many.result->interleavings.count);
	assert_int_equal(alone.result->outcome_count, many.result->outcome_count);
	forget(&many);
	forget(&alone);
}

/* --- killed ---------------------------------------------------------------------------------- */

static bool is_guardian(pid_t pid)
{
	char path[64], name[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	file = fopen(path, "re");
	if (file && !fgets(name, sizeof(name), file))
		name[0] = '\0';
	if (file)
		fclose(file);
	return strcmp(name, "ipcstage-guard\n") == 0;
}

/* The children of a process but for guardians: proc(5), /proc/PID/task/TID/children. */
static unsigned servers_of(pid_t pid, pid_t *servers, unsigned room)
{
	unsigned count = 0;
	char path[64];
	pid_t child;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	file = fopen(path, "re");
	while (file && count < room && fscanf(file, "%d", &child) == 1) {
		if (!is_guardian(child))
			servers[count++] = child;
	}
	if (file)
		fclose(file);
	return count;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* Reap whoever has become ours; true when nobody is left. */
static bool all_are_gone(void)
{
	const struct timespec pause = {0, 1000000};
	int64_t until = now_ms() + PATIENCE_MS;
	pid_t reaped;

	do {
		reaped = waitpid(-1, NULL, WNOHANG);
		if (reaped == 0)
			nanosleep(&pause, NULL);
	} while (reaped >= 0 && now_ms() < until);
	return reaped < 0;
}

static struct explore *open_long_search(void)
{
	static const char *const arguments[] = {BINARY_DIR "/demos/counter/counter", "--no-lock",
						"--rounds=40", NULL};
	const struct launch launch = {.program = arguments[0],
				      .arguments = arguments,
				      .agent = BINARY_DIR "/libipcstage.so"};
	const struct explore_rules rules = with_jobs(2);
	struct error error;

	return explore_open(&launch, &rules, &error);
}

/* Whichever server is killed: it is said, and the others go too. */
static void a_server_that_is_killed_ends_the_search(void **state)
{
	(void)state;
	for (unsigned which = 0; which < 2; which++) {
		struct explore *explore = open_long_search();
		pid_t servers[SERVERS];

		assert_non_null(explore);
		assert_int_equal(explore_go_on(explore, 100), EXPLORE_GOING);
		assert_int_equal(servers_of(getpid(), servers, SERVERS), 2);
		kill(servers[which], SIGKILL);
		while (explore_go_on(explore, 1000) == EXPLORE_GOING)
			continue;
		assert_non_null(strstr(explore_failure(explore), "its fork server was killed"));
		explore_close(explore);
		assert_true(all_are_gone());
	}
}

static void explore_until_killed(void)
{
	struct explore *explore = open_long_search();

	while (explore && explore_go_on(explore, 1000) == EXPLORE_GOING)
		continue;
	_exit(1);
}

/* With the viewer one or all servers may be killed, or none: nobody stays behind. */
static void a_viewer_that_is_killed_leaves_nobody(void **state)
{
	(void)state;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (unsigned killed = 0; killed <= 2; killed++) {
		const struct timespec a_while = {0, 300000000};
		pid_t viewer = fork();
		pid_t servers[SERVERS];

		if (viewer == 0)
			explore_until_killed();
		while (servers_of(viewer, servers, SERVERS) < 2)
			nanosleep(&a_while, NULL);
		nanosleep(&a_while, NULL);
		for (unsigned i = 0; i < killed; i++)
			kill(servers[i], SIGKILL);
		kill(viewer, SIGKILL);
		assert_true(all_are_gone());
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_change_nothing),
		cmocka_unit_test(who_uses_names_is_explored_alone),
		cmocka_unit_test(bounds_hold_for_all),
		cmocka_unit_test(a_server_that_is_killed_ends_the_search),
		cmocka_unit_test(a_viewer_that_is_killed_leaves_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
