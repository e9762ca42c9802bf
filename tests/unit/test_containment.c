/* Whom a system call would signal: with a real fork server's worth of processes around. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "trace/containment.h"

/* A server in a group of its own, its child in another, and that one's child. */
struct family {
	pid_t server, child, grandchild;
};

static _Noreturn void sleep_for_ever(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

static _Noreturn void be_child(int report)
{
	pid_t grandchild;

	setpgid(0, 0);
	grandchild = fork();
	if (grandchild == 0)
		sleep_for_ever();
	if (write(report, &grandchild, sizeof(grandchild)) < 0)
		_exit(1);
	sleep_for_ever();
}

static _Noreturn void be_server(int report)
{
	pid_t child;

	setsid();
	child = fork();
	if (child == 0)
		be_child(report);
	if (write(report, &child, sizeof(child)) < 0)
		_exit(1);
	sleep_for_ever();
}

static struct family family_new(void)
{
	struct family family;
	pid_t first, second;
	int report[2];

	assert_int_equal(pipe(report), 0);
	family.server = fork();
	if (family.server == 0)
		be_server(report[1]);
	assert_int_equal(read(report[0], &first, sizeof(first)), sizeof(first));
	assert_int_equal(read(report[0], &second, sizeof(second)), sizeof(second));
	close(report[0]);
	close(report[1]);
	/* Whichever reported first. */
	family.child = getpgid(first) == first ? first : second;
	family.grandchild = family.child == first ? second : first;
	return family;
}

static void family_end(const struct family *family)
{
	kill(family->grandchild, SIGKILL);
	kill(family->child, SIGKILL);
	kill(family->server, SIGKILL);
	waitpid(family->server, NULL, 0);
}

static enum signalled by(const struct family *family, pid_t caller, long call, long first)
{
	const uint64_t arguments[6] = {(uint64_t)first, SIGTERM};

	return containment_signals(family->server, caller, call, arguments);
}

static void a_run_is_what_descends_from_its_server(void **state)
{
	struct family family = family_new();

	(void)state;
	assert_true(containment_has(family.server, family.child));
	assert_true(containment_has(family.server, family.grandchild));
	assert_false(containment_has(family.server, family.server));
	assert_false(containment_has(family.server, getpid()));
	assert_false(containment_has(family.server, 1));
	assert_false(containment_has(family.server, 0));
	assert_false(containment_has(family.server, -1));
	family_end(&family);
}

static void kill_reaches_the_run_and_no_further(void **state)
{
	struct family family = family_new();
	pid_t caller = family.child;

	(void)state;
	assert_int_equal(by(&family, caller, SYS_kill, caller), SIGNALS_SELF);
	assert_int_equal(by(&family, caller, SYS_kill, family.grandchild), SIGNALS_RUN);
	assert_int_equal(by(&family, caller, SYS_kill, family.server), SIGNALS_OUTSIDE);
	assert_int_equal(by(&family, caller, SYS_kill, getpid()), SIGNALS_OUTSIDE);
	assert_int_equal(by(&family, caller, SYS_kill, -1), SIGNALS_OUTSIDE);
	assert_int_equal(by(&family, caller, SYS_kill, 0), SIGNALS_RUN);
	assert_int_equal(by(&family, caller, SYS_kill, -family.child), SIGNALS_RUN);
	assert_int_equal(by(&family, caller, SYS_kill, -family.server), SIGNALS_OUTSIDE);
	assert_int_equal(by(&family, caller, SYS_kill, -getpgrp()), SIGNALS_OUTSIDE);
	assert_int_equal(by(&family, family.server, SYS_kill, 0), SIGNALS_OUTSIDE);
	assert_int_equal(by(&family, caller, SYS_kill, INT32_MIN), SIGNALS_OUTSIDE);
	family_end(&family);
}

static void every_call_that_sends_a_signal_is_known(void **state)
{
	static const long calls[] = {SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo,
				     SYS_rt_tgsigqueueinfo};
	struct family family = family_new();

	(void)state;
	for (unsigned i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		assert_int_equal(by(&family, family.child, calls[i], getpid()), SIGNALS_OUTSIDE);
		assert_int_equal(by(&family, family.child, calls[i], family.grandchild),
				 SIGNALS_RUN);
	}
	assert_int_equal(by(&family, family.child, SYS_read, getpid()), SIGNALS_NOBODY);
	family_end(&family);
}

static void a_pidfd_stands_for_its_process(void **state)
{
	struct family family = family_new();
	int inside = (int)syscall(SYS_pidfd_open, family.grandchild, 0);
	int outside = (int)syscall(SYS_pidfd_open, getpid(), 0);
	const uint64_t to_inside[6] = {(uint64_t)inside}, to_outside[6] = {(uint64_t)outside};

	(void)state;
	/* Ours are the caller's here: who asks is who holds the descriptor. */
	assert_int_equal(
		containment_signals(family.server, getpid(), SYS_pidfd_send_signal, to_inside),
		SIGNALS_RUN);
	assert_int_equal(
		containment_signals(family.server, getpid(), SYS_pidfd_send_signal, to_outside),
		SIGNALS_SELF);
	assert_int_equal(by(&family, family.child, SYS_pidfd_send_signal, 99), SIGNALS_OUTSIDE);
	close(inside);
	close(outside);
	family_end(&family);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_is_what_descends_from_its_server),
		cmocka_unit_test(kill_reaches_the_run_and_no_further),
		cmocka_unit_test(every_call_that_sends_a_signal_is_known),
		cmocka_unit_test(a_pidfd_stands_for_its_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
