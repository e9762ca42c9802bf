/* Sessions with real children: start, grant, kill, and deaths that nobody announced. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "control/session.h"
#include "trace/protocol.h"
#include "sets.h"

enum { LONG_MS = 20000 };

static struct session *open_program(const char *path, struct error *error)
{
	const char *arguments[] = {path, NULL};
	const struct launch launch = {
		.program = path, .arguments = arguments, .agent = BINARY_DIR "/libipcstage.so"};

	return session_open(&launch, error);
}

static struct session *open_test_program(const char *name)
{
	struct error error;
	struct session *session;
	char path[512];

	snprintf(path, sizeof(path), "%s/tests/programs/%s", BINARY_DIR, name);
	session = open_program(path, &error);
	if (!session)
		print_error("%s\n", error.text);
	assert_non_null(session);
	return session;
}

/* Grant the lowest process that can move until the run stops otherwise. */
static enum stop_reason play(struct session *session)
{
	enum stop_reason stop;

	while ((stop = session_wait(session, LONG_MS)) == STOP_DECIDE)
		assert_int_equal(
			session_grant(session, (unsigned)set_first(session_enabled(session))), 0);
	return stop;
}

static bool is_alive(int pid)
{
	return kill(pid, 0) == 0;
}

static void test_run_to_its_end(void **state)
{
	struct session *session = open_test_program("pipe_eof");
	struct record records[8];
	uint64_t lost = 0, last = 0;
	size_t count;

	(void)state;
	assert_int_equal(session_start(session, RUN_GATED, NULL, 0), 0);
	assert_int_equal(play(session), STOP_END);
	assert_true(session_steps(session) > 4);
	while ((count = session_take(session, records, 8, &lost)) > 0) {
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(records[i].stamp, last + 1);
			last = records[i].stamp;
		}
	}
	assert_true(last > 10);
	assert_int_equal(lost, 0);
	session_close(session);
}

static void test_grants(void **state)
{
	struct session *session = open_test_program("opposite_order");

	(void)state;
	session_start(session, RUN_GATED, NULL, 0);
	assert_int_equal(session_wait(session, LONG_MS), STOP_DECIDE);
	assert_int_equal(bits_of(session_enabled(session)), 0x6);
	assert_int_equal(bits_of(session_blocked(session)), 0x1);
	assert_int_equal(session_grant(session, 0), -EINVAL); /* waits for its children */
	assert_int_equal(session_grant(session, 7), -EINVAL); /* is not there */
	assert_int_equal(session_grant(session, 1), 0);
	assert_int_equal(session_wait(session, LONG_MS), STOP_DECIDE);
	assert_int_equal(session_grant(session, 2), 0);
	assert_int_equal(session_wait(session, LONG_MS), STOP_DEADLOCK);
	assert_int_equal(session_grant(session, 1), -EINVAL);
	session_close(session);
}

static void test_schedule(void **state)
{
	static const uint8_t to_deadlock[] = {1, 2}, impossible[] = {1, 0};
	struct session *session = open_test_program("opposite_order");

	(void)state;
	session_start(session, RUN_GATED, to_deadlock, 2);
	assert_int_equal(session_wait(session, LONG_MS), STOP_DEADLOCK);
	assert_int_equal(bits_of(session_blocked(session)), 0x7);
	session_start(session, RUN_GATED, impossible, 2);
	assert_int_equal(session_wait(session, LONG_MS), STOP_CANNOT_MOVE);
	assert_int_equal(session_trace(session)->stop_actor, 0);
	assert_int_equal(session_steps(session), 1);
	session_close(session);
}

static void test_kill(void **state)
{
	struct session *session = open_test_program("run_long");
	int pid;

	(void)state;
	session_start(session, RUN_GATED, NULL, 0);
	session_wait(session, LONG_MS);
	pid = trace_space(session_trace(session), 1)->pid;
	assert_true(is_alive(pid));
	session_kill(session);
	assert_false(is_alive(pid));
	assert_int_equal(session_look(session), STOP_END);
	assert_int_equal(session_start(session, RUN_GATED, NULL, 0), 0);
	assert_int_equal(session_wait(session, LONG_MS), STOP_DECIDE);
	session_close(session);
}

/* Whoever has the baton is killed by somebody else, without a word. */
static void test_death_from_outside(void **state)
{
	struct session *session = open_test_program("compute");
	const struct trace *trace = session_trace(session);

	(void)state;
	session_start(session, RUN_GATED, NULL, 0);
	assert_int_equal(session_wait(session, 200), STOP_NONE);
	assert_int_equal(trace->runner, 1);
	kill(trace_space(trace, 1)->pid, SIGKILL);
	assert_int_equal(session_wait(session, LONG_MS), STOP_END);
	assert_int_equal(trace_space(trace, 1)->signal, SIGKILL);
	assert_int_equal(trace_space(trace, 1)->killed_by, 0);
	assert_int_equal(trace_space(trace, 0)->exit_status, 0);
	session_close(session);
}

static void test_free_run(void **state)
{
	struct session *session = open_test_program("bounded_buffer");

	(void)state;
	session_start(session, RUN_FREE, NULL, 0);
	assert_int_equal(session_wait(session, LONG_MS), STOP_END);
	assert_int_equal(bits_of(session_enabled(session)), 0);
	assert_int_equal(trace_space(session_trace(session), 0)->exit_status, 0);
	session_close(session);
}

static void test_stuck(void **state)
{
	struct session *session = open_test_program("stuck_forever");

	(void)state;
	session_start(session, RUN_GATED, NULL, 0);
	for (int i = 0; i < 200 && !*session_stuck(session); i++)
		session_wait(session, 50);
	assert_string_equal(session_stuck(session),
			    "1 is stuck in sigsuspend, which cannot be held or shown");
	session_close(session);
}

static const char *await_stuck(struct session *session)
{
	for (int i = 0; i < 200 && !*session_stuck(session); i++) {
		if (session_wait(session, 50) == STOP_DECIDE)
			session_grant(session, (unsigned)set_first(session_enabled(session)));
	}
	return session_stuck(session);
}

static void test_stopped(void **state)
{
	struct session *session = open_test_program("stopped_child");

	(void)state;
	session_start(session, RUN_GATED, NULL, 0);
	assert_string_equal(await_stuck(session), "1 was stopped by a signal");
	session_close(session);
}

/* It is killed in front of us: what it ran becomes ours, and is gone when the session says so. */
static void test_killed_server(void **state)
{
	struct session *session = open_test_program("run_long");
	const struct trace *trace = session_trace(session);
	char path[64];
	FILE *file;
	int server;

	(void)state;
	session_start(session, RUN_GATED, NULL, 0);
	assert_int_equal(session_wait(session, LONG_MS), STOP_DECIDE);
	server = getsid(trace_space(trace, 0)->pid);
	kill(server, SIGKILL);
	session_kill(session);
	for (unsigned i = 0; i < trace->actor_count; i++)
		assert_false(is_alive(trace_space(trace, i)->pid)); /* nor a zombie */
	assert_int_equal(session_start(session, RUN_GATED, NULL, 0), -EPIPE);
	session_close(session);
	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	file = fopen(path, "re");
	assert_int_equal(fgetc(file), EOF);
	fclose(file);
}

/* The viewer reads numbers out of memory that the program can write to. */
static void test_overwritten(void **state)
{
	struct session *session = open_test_program("overwrites");

	(void)state;
	for (int mode = RUN_GATED; mode <= RUN_FREE; mode++) {
		session_start(session, (enum run_mode)mode, NULL, 0);
		assert_string_equal(await_stuck(session),
				    "it has written over the memory that it is traced in");
		session_kill(session);
	}
	session_close(session);
}

/* A program whose agent does not know our segment says so, and does not run. */
static void test_other_build(void **state)
{
	const struct trace_head other = {TRACE_MAGIC + (1 << 24), 4096, 201};
	int segment = memfd_create("other", 0), pair[2], status;
	char said = 0;
	pid_t child;

	(void)state;
	assert_int_equal(write(segment, &other, sizeof(other)), sizeof(other));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	child = fork();
	if (child == 0) {
		dup2(segment, 200);
		dup2(pair[1], 201);
		setenv("IPCSTAGE_FD", "200", 1);
		setenv("LD_PRELOAD", BINARY_DIR "/libipcstage.so", 1);
		execl("/bin/true", "true", (char *)NULL);
		_exit(127);
	}
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_int_equal(recv(pair[0], &said, 1, MSG_DONTWAIT), 1);
	assert_int_equal(said, SERVER_OTHER_BUILD);
	close(segment);
	close(pair[0]);
	close(pair[1]);
}

static void test_printed_past_the_agent(void **state)
{
	struct session *session = open_test_program("past_libc");
	char text[64];

	(void)state;
	session_start(session, RUN_GATED, NULL, 0);
	assert_int_equal(play(session), STOP_END);
	assert_int_equal(session_printed(session, text, sizeof(text)), 10);
	assert_memory_equal(text, "past libc\n", 10);
	assert_int_equal(session_printed(session, text, 5), 5);
	assert_memory_equal(text, "libc\n", 5);
	session_start(session, RUN_GATED, NULL, 0);
	assert_int_equal(play(session), STOP_END);
	assert_int_equal(session_printed(session, text, sizeof(text)), 10);
	session_close(session);
}

static void refuse(const char *path, const char *why)
{
	struct error error = {""};

	assert_null(open_program(path, &error));
	assert_non_null(strstr(error.text, path));
	assert_non_null(strstr(error.text, why));
}

static void test_refusals(void **state)
{
	char path[] = "/tmp/ipcstage-text-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	refuse("/nowhere/at/all", "No such file or directory");
	refuse("/dev/null", "Permission denied");
	assert_int_equal(write(fd, "text\n", 5), 5);
	fchmod(fd, 0700);
	close(fd);
	refuse(path, "Exec format error");
	unlink(path);
	refuse(BINARY_DIR "/tests/programs/unloadable", "does not load the agent");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run_to_its_end),
		cmocka_unit_test(test_grants),
		cmocka_unit_test(test_schedule),
		cmocka_unit_test(test_kill),
		cmocka_unit_test(test_death_from_outside),
		cmocka_unit_test(test_free_run),
		cmocka_unit_test(test_stuck),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_killed_server),
		cmocka_unit_test(test_overwritten),
		cmocka_unit_test(test_other_build),
		cmocka_unit_test(test_printed_past_the_agent),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
