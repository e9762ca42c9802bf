/* Signals are read, not suffered; and who dies of one dies of it for the shell to see. */
#include "tui/terminal/signals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void signals_are_read(void **state)
{
	struct signals signals;

	(void)state;
	assert_int_equal(signals_open(&signals), 0);
	assert_int_equal(signals_next(&signals), 0);
	raise(SIGWINCH);
	raise(SIGTERM);
	int first = signals_next(&signals), second = signals_next(&signals);
	assert_int_equal(first + second, SIGWINCH + SIGTERM);
	assert_int_equal(signals_next(&signals), 0);
	signals_close(&signals);
}

static void assert_same_set(const sigset_t *a, const sigset_t *b)
{
	for (int number = 1; number <= SIGRTMAX; number++)
		assert_int_equal(sigismember(a, number), sigismember(b, number));
}

static void the_mask_comes_back(void **state)
{
	struct signals signals;
	sigset_t before, during, after;

	(void)state;
	sigprocmask(SIG_SETMASK, NULL, &before);
	assert_int_equal(signals_open(&signals), 0);
	sigprocmask(SIG_SETMASK, NULL, &during);
	assert_true(sigismember(&during, SIGCHLD));
	assert_same_set(&signals.original, &before);
	signals_close(&signals);
	sigprocmask(SIG_SETMASK, NULL, &after);
	assert_same_set(&after, &before);
}

static void the_shell_sees_the_signal(void **state)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		int status;
		pid_t child = fork();
		if (child == 0) {
			struct signals signals;
			signal(numbers[i], SIG_IGN); /* as ncurses' or anybody's handler */
			signals_open(&signals);
			signals_die(&signals, numbers[i]);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), numbers[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signals_are_read),
		cmocka_unit_test(the_mask_comes_back),
		cmocka_unit_test(the_shell_sees_the_signal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
