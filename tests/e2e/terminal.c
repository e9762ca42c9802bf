#include "terminal.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <cmocka.h>

enum { POLL_MS = 20, ENVIRONMENT_MAX = 1 << 16 };

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- the emulator --------------------------------------------------------------------------- */

static int property_changed(VTermProp property, VTermValue *value, void *context)
{
	struct terminal *terminal = context;

	if (property == VTERM_PROP_ALTSCREEN)
		terminal->alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		terminal->cursor_shown = value->boolean;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = property_changed};

static void open_emulator(struct terminal *terminal)
{
	terminal->emulator = vterm_new(terminal->rows, terminal->cols);
	vterm_set_utf8(terminal->emulator, 1);
	terminal->screen = vterm_obtain_screen(terminal->emulator);
	vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
	vterm_screen_enable_altscreen(terminal->screen, 1);
	vterm_screen_reset(terminal->screen, 1);
}

void terminal_open(struct terminal *terminal, int rows, int cols)
{
	const struct winsize size = {.ws_row = (unsigned short)rows,
				     .ws_col = (unsigned short)cols};

	*terminal = (struct terminal){.rows = rows, .cols = cols, .cursor_shown = true};
	assert_int_equal(openpty(&terminal->outside, &terminal->inside, NULL, NULL, &size), 0);
	fcntl(terminal->outside, F_SETFD, FD_CLOEXEC);
	fcntl(terminal->inside, F_SETFD, FD_CLOEXEC);
	fcntl(terminal->outside, F_SETFL, O_NONBLOCK);
	tcgetattr(terminal->inside, &terminal->found);
	open_emulator(terminal);
}

static void keep_output(struct terminal *terminal, const char *bytes, size_t length)
{
	terminal->output = realloc(terminal->output, terminal->output_length + length);
	assert_non_null(terminal->output);
	memcpy(terminal->output + terminal->output_length, bytes, length);
	terminal->output_length += length;
}

/* Take in what arrives within a time; answers of the emulator go back. */
static void take_in(struct terminal *terminal, int wait_ms)
{
	struct pollfd ready = {terminal->outside, POLLIN, 0};
	char bytes[8192];
	ssize_t length;

	if (poll(&ready, 1, wait_ms) <= 0)
		return;
	length = read(terminal->outside, bytes, sizeof(bytes));
	if (length <= 0)
		return;
	keep_output(terminal, bytes, (size_t)length);
	vterm_input_write(terminal->emulator, bytes, (size_t)length);
	length = (ssize_t)vterm_output_read(terminal->emulator, bytes, sizeof(bytes));
	if (length > 0)
		assert_int_equal(write(terminal->outside, bytes, (size_t)length), length);
}

void terminal_listen(struct terminal *terminal, int for_ms)
{
	int64_t end = now_ms() + for_ms;

	while (now_ms() < end)
		take_in(terminal, POLL_MS);
}

static size_t put_utf8(char *out, uint32_t character)
{
	if (character < 0x80) {
		out[0] = (char)character;
		return 1;
	}
	if (character < 0x800) {
		out[0] = (char)(0xc0 | character >> 6);
		out[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | (character >> 12 & 0xf));
	out[1] = (char)(0x80 | (character >> 6 & 0x3f));
	out[2] = (char)(0x80 | (character & 0x3f));
	return 3;
}

char *terminal_text(const struct terminal *terminal)
{
	size_t used = 0;
	char *text = malloc((size_t)terminal->rows * ((size_t)terminal->cols * 3 + 1) + 1);

	assert_non_null(text);
	for (int row = 0; row < terminal->rows; row++) {
		size_t end = used;

		for (int col = 0; col < terminal->cols; col++) {
			VTermScreenCell cell;

			vterm_screen_get_cell(terminal->screen, (VTermPos){row, col}, &cell);
			if (cell.chars[0] == UINT32_MAX)
				continue; /* the second half of a wide character */
			used += put_utf8(text + used, cell.chars[0] ? cell.chars[0] : ' ');
			end = cell.chars[0] && cell.chars[0] != ' ' ? used : end;
		}
		used = end;
		text[used++] = '\n';
	}
	text[used] = '\0';
	return text;
}

bool terminal_shows(struct terminal *terminal, const char *text)
{
	char *screen;
	bool shows;

	take_in(terminal, 0);
	screen = terminal_text(terminal);
	shows = strstr(screen, text) != NULL;
	free(screen);
	return shows;
}

static void expect(struct terminal *terminal, const char *text, bool there)
{
	int64_t end = now_ms() + TERMINAL_DEADLINE_MS;
	char *screen;

	for (; now_ms() < end; take_in(terminal, POLL_MS)) {
		if (terminal_shows(terminal, text) == there)
			return;
	}
	screen = terminal_text(terminal);
	fprintf(stderr, "expected%s: %s\nactual:\n%s", there ? "" : " to be gone", text, screen);
	free(screen);
	fail();
}

void terminal_expect(struct terminal *terminal, const char *text)
{
	expect(terminal, text, true);
}

void terminal_expect_gone(struct terminal *terminal, const char *text)
{
	expect(terminal, text, false);
}

/* --- the program ---------------------------------------------------------------------------- */

static void set_environment(const struct terminal *terminal, const char *const *environment)
{
	char own[64];

	snprintf(own, sizeof(own), "%s", terminal->mark);
	*strchr(own, '=') = '\0';
	setenv(own, strchr(terminal->mark, '=') + 1, 1);
	/* A terminal without REP: libvterm 0.1 misplaces what is repeated up to the last column. */
	setenv("TERM", "screen-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("XDG_STATE_HOME", "/dev/null", 1); /* what the tester has won is not touched */
	unsetenv("NO_COLOR");
	unsetenv("COLORFGBG");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	for (; environment && *environment; environment++) {
		if (strchr(*environment, '='))
			putenv((char *)(uintptr_t)*environment);
		else
			unsetenv(*environment);
	}
}

void terminal_start(struct terminal *terminal, const char *const *environment,
		    const char *const *arguments)
{
	snprintf(terminal->mark, sizeof(terminal->mark), "IPCSTAGE_TEST=%d.%lld", getpid(),
		 (long long)now_ms());
	terminal->pid = fork();
	assert_true(terminal->pid >= 0);
	if (terminal->pid > 0)
		return;
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	set_environment(terminal, environment);
	login_tty(terminal->inside);
	execvp(arguments[0], (char *const *)(uintptr_t)arguments);
	_exit(127);
}

void terminal_start_viewer(struct terminal *terminal, const char *argument)
{
	const char *arguments[] = {VIEWER, argument, NULL};

	terminal_open(terminal, 24, 80);
	terminal_start(terminal, NULL, arguments);
}

void terminal_type(struct terminal *terminal, const char *keys)
{
	size_t length = strlen(keys);

	assert_int_equal(write(terminal->outside, keys, length), length);
}

void terminal_resize(struct terminal *terminal, int rows, int cols)
{
	const struct winsize size = {.ws_row = (unsigned short)rows,
				     .ws_col = (unsigned short)cols};

	terminal->rows = rows;
	terminal->cols = cols;
	vterm_set_size(terminal->emulator, rows, cols);
	ioctl(terminal->outside, TIOCSWINSZ, &size); /* the kernel sends SIGWINCH */
}

int terminal_await_end(struct terminal *terminal)
{
	int64_t end = now_ms() + TERMINAL_DEADLINE_MS;
	char *screen;

	while (waitpid(terminal->pid, &terminal->status, WNOHANG) == 0) {
		take_in(terminal, POLL_MS);
		if (now_ms() < end)
			continue;
		screen = terminal_text(terminal);
		fprintf(stderr, "the program does not end; its screen:\n%s", screen);
		free(screen);
		fail();
	}
	terminal->pid = 0;
	for (size_t before = 1, after = 0; before != after; after = terminal->output_length) {
		before = terminal->output_length;
		take_in(terminal, POLL_MS);
	}
	return terminal->status;
}

void terminal_close(struct terminal *terminal)
{
	if (terminal->pid > 0) {
		kill(terminal->pid, SIGKILL);
		waitpid(terminal->pid, &terminal->status, 0);
	}
	if (terminal->outside >= 0)
		close(terminal->outside);
	close(terminal->inside);
	vterm_free(terminal->emulator);
	free(terminal->output);
}

/* --- what is left --------------------------------------------------------------------------- */

void terminal_assert_as_found(const struct terminal *terminal)
{
	struct termios now;

	assert_int_equal(tcgetattr(terminal->inside, &now), 0);
	assert_int_equal(now.c_iflag, terminal->found.c_iflag);
	assert_int_equal(now.c_oflag, terminal->found.c_oflag);
	assert_int_equal(now.c_cflag, terminal->found.c_cflag);
	assert_int_equal(now.c_lflag, terminal->found.c_lflag);
	assert_memory_equal(now.c_cc, terminal->found.c_cc, sizeof(now.c_cc));
	assert_false(terminal->alternate);
	assert_true(terminal->cursor_shown);
}

static bool comes_from(const struct terminal *terminal, const char *pid)
{
	char path[300], *environment = malloc(ENVIRONMENT_MAX);
	size_t length;
	FILE *file;
	bool found;

	snprintf(path, sizeof(path), "/proc/%s/environ", pid);
	file = fopen(path, "re");
	length = file && environment ? fread(environment, 1, ENVIRONMENT_MAX - 1, file) : 0;
	if (file)
		fclose(file);
	found = length && memmem(environment, length, terminal->mark, strlen(terminal->mark));
	free(environment);
	return found;
}

unsigned terminal_processes(const struct terminal *terminal)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	unsigned count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			count += comes_from(terminal, entry->d_name);
	}
	closedir(folder);
	return count;
}

void terminal_expect_no_processes(const struct terminal *terminal, int within_ms)
{
	int64_t end = now_ms() + within_ms;

	while (terminal_processes(terminal) > 0 && now_ms() < end)
		poll(NULL, 0, POLL_MS);
	assert_int_equal(terminal_processes(terminal), 0);
}
