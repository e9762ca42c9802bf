/*
 * The scenario that must work, inside a real tmux: keys go in by send-keys, the screen comes out
 * by capture-pane.
 */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { SCREEN = 1 << 16, WAIT_MS = 50, TRIES = 200, MANY_STEPS = 60 };

struct tmux {
	char socket[64]; /* a server of our own */
	char screen[SCREEN];
};

/* Run "tmux ARGUMENTS" and read what it prints. */
static void tmux(struct tmux *tmux, const char *arguments)
{
	char command[1000];
	size_t length;
	FILE *pipe;

	snprintf(command, sizeof(command), TMUX " -L %s -f /dev/null %s", tmux->socket, arguments);
	pipe = popen(command, "re");
	assert_non_null(pipe);
	length = fread(tmux->screen, 1, sizeof(tmux->screen) - 1, pipe);
	tmux->screen[length] = '\0';
	assert_int_equal(pclose(pipe), 0);
}

static bool shows(struct tmux *server, const char *text)
{
	tmux(server, "capture-pane -p -t stage");
	return strstr(server->screen, text) != NULL;
}

static void expect(struct tmux *server, const char *text)
{
	for (int i = 0; i < TRIES; i++) {
		if (shows(server, text))
			return;
		poll(NULL, 0, WAIT_MS);
	}
	fprintf(stderr, "expected: %s\nactual:\n%s", text, server->screen);
	fail();
}

static void type(struct tmux *server, const char *keys)
{
	char arguments[300];

	snprintf(arguments, sizeof(arguments), "send-keys -t stage %s", keys);
	tmux(server, arguments);
}

static int start(void **state)
{
	struct tmux *server = calloc(1, sizeof(*server));

	if (!server)
		return -1;
	snprintf(server->socket, sizeof(server->socket), "ipcstage-test-%d", getpid());
	*state = server;
	tmux(server, "new-session -d -s stage -x 80 -y 24 "
		     "\"env LC_ALL=C.UTF-8 XDG_STATE_HOME=/dev/null ENV= PS1='ready> ' sh -i\"");
	return 0;
}

static int stop(void **state)
{
	tmux(*state, "kill-server");
	free(*state);
	return 0;
}

static void an_update_is_lost(void **state)
{
	struct tmux *server = *state;

	expect(server, "ready>");
	type(server, "'" VIEWER " counter' Enter");
	expect(server, "paused");
	type(server, "l");
	expect(server, "no-lock [l]");
	type(server, ".");
	expect(server, "1 loads counter: 0");
	type(server, ".");
	expect(server, "2 loads counter: 0");
	type(server, ".");
	expect(server, "1 stores counter: 1");
	type(server, ".");
	expect(server, "2 stores counter: 1, wiping out 1's 1");
	for (int i = 0; i < MANY_STEPS && !shows(server, "unexpected"); i++)
		type(server, ".");
	expect(server, "expected counter=10, got counter=5");
	type(server, ", ,");
	expect(server, "step 18 of 20");
	type(server, "2");
	expect(server, "step 19 ");
	type(server, "q");
	expect(server, "Several processes add");
	type(server, "q");
	expect(server, "ready>");
	assert_false(shows(server, "Several processes add"));
	type(server, "'stty -a | tr \";\" \"\\n\"; echo left with $?' Enter");
	expect(server, "left with 0");
	assert_true(shows(server, " icanon"));
	assert_true(shows(server, " echo "));
	assert_false(shows(server, "-icanon"));
	tmux(server, "display-message -p -t stage '#{alternate_on} #{cursor_flag}'");
	assert_string_equal(server->screen, "0 1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_update_is_lost, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
