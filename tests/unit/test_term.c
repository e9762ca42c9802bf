/*
 * The terminal on a pty: what ncurses believes is on the screen, what arrives at the other end,
 * and in which state everything is left.
 */
#include "tui/terminal/term.h"

#include <fcntl.h>
#include <ncurses.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <cmocka.h>
#include "tui/terminal/crash.h"
#include "tui/terminal/frame.h"
#include "tui/terminal/signals.h"

/* For the leak sanitizer: ncurses keeps a little of a terminal type that it does not know. */
const char *__lsan_default_suppressions(void) __attribute__((visibility("default")));
const char *__lsan_default_suppressions(void)
{
	return "leak:new_prescr\n";
}

static const char leave_alternate[] = "\033[?1049l", cursor_on[] = "\033[?25h";

struct pty {
	int outside, inside;
	struct termios found;
	struct error why;
};

static int set_up(void **state)
{
	struct pty *pty = calloc(1, sizeof *pty);
	const struct winsize size = {.ws_row = 24, .ws_col = 80};

	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	unsetenv("COLORFGBG");
	if (!pty || openpty(&pty->outside, &pty->inside, NULL, NULL, &size) < 0)
		return -1;
	fcntl(pty->outside, F_SETFL, O_NONBLOCK);
	tcgetattr(pty->inside, &pty->found);
	*state = pty;
	return 0;
}

static int tear_down(void **state)
{
	struct pty *pty = *state;

	close(pty->outside);
	close(pty->inside);
	free(pty);
	return 0;
}

static struct term *open_on(struct pty *pty)
{
	const struct term_options options = {.ascii = false};
	struct term *term = term_open(pty->inside, pty->inside, &pty->why);

	if (!term || term_begin(term, &options, &pty->why) < 0)
		fail_msg("%s", pty->why.text);
	return term;
}

/* Everything that has arrived outside; more than fits is dropped. */
static size_t arrived(struct pty *pty, char *text, size_t size)
{
	char rest[4096];
	size_t length = 0;
	ssize_t n;

	/* A pty hands over a little later than it is written. */
	for (struct pollfd ready = {pty->outside, POLLIN, 0}; poll(&ready, 1, 50) > 0;) {
		n = read(pty->outside, rest, sizeof rest);
		if (n <= 0)
			break;
		for (ssize_t i = 0; i < n && length + 1 < size; i++)
			text[length++] = rest[i];
	}
	text[length] = '\0';
	return length;
}

static void assert_as_found(const struct pty *pty)
{
	struct termios now;

	tcgetattr(pty->inside, &now);
	assert_int_equal(now.c_lflag, pty->found.c_lflag);
	assert_int_equal(now.c_iflag, pty->found.c_iflag);
	assert_int_equal(now.c_oflag, pty->found.c_oflag);
	assert_int_equal(now.c_cc[VSUSP], pty->found.c_cc[VSUSP]);
}

static void shows_cells(void **state)
{
	struct term *term = open_on(*state);
	struct canvas canvas;
	cchar_t cell;
	wchar_t text[CCHARW_MAX];
	attr_t attributes;
	short pair;

	assert_int_equal(canvas_init(&canvas, 24, 80, false), 0);
	canvas_text(&canvas, 3, 5, -1, ROLE_BAD, "a中─");
	canvas_text(&canvas, 23, 79, -1, ROLE_PLAIN, "z");
	assert_true(term_draw(term, &canvas));

	static const struct {
		int row, col;
		wchar_t text;
	} cells[] = {{3, 5, L'a'}, {3, 6, L'中'}, {3, 8, L'─'}, {3, 9, L' '}, {23, 79, L'z'}};
	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		mvwin_wch(curscr, cells[i].row, cells[i].col, &cell);
		getcchar(&cell, text, &attributes, &pair, NULL);
		assert_int_equal(text[0], cells[i].text);
	}
	mvwin_wch(curscr, 3, 5, &cell);
	getcchar(&cell, text, &attributes, &pair, NULL);
	assert_int_equal(pair, ROLE_BAD + 1);
	assert_true(attributes & A_BOLD);
	canvas_release(&canvas);
	term_close(term);
}

static void shows_what_fits(void **state)
{
	struct term *term = open_on(*state);
	struct canvas canvas;

	assert_int_equal(canvas_init(&canvas, 30, 100, false), 0);
	canvas_fill(&canvas, (struct rect){0, 0, 30, 100}, ROLE_PLAIN, "x");
	assert_true(term_draw(term, &canvas));
	assert_int_equal(mvwinch(curscr, 23, 79) & A_CHARTEXT, 'x');
	canvas_release(&canvas);
	term_close(term);
}

static void a_frame_comes_at_once(void **state)
{
	struct pty *pty = *state;
	struct frame frame;
	char text[64];

	assert_int_equal(frame_init(&frame, pty->inside), 0);
	frame_begin(&frame);
	for (int i = 0; i < 5; i++)
		assert_int_equal(write(fileno(frame.screen), "ab", 2), 2);
	assert_int_equal(arrived(pty, text, sizeof text), 0);
	frame_end(&frame);
	assert_true(frame_send(&frame));
	arrived(pty, text, sizeof text);
	assert_string_equal(text, "ababababab");
	assert_int_equal(write(fileno(frame.screen), "c", 1), 1);
	arrived(pty, text, sizeof text);
	assert_string_equal(text, "c");
	frame_release(&frame);
}

/* Nobody reads at the other end: drawing goes on to return, and nothing of a frame is lost. */
static void a_stuck_terminal_does_not_block(void **state)
{
	struct pty *pty = *state;
	struct term *term = open_on(pty);
	struct canvas canvas;
	char text[64];
	int frames = 0;

	assert_int_equal(canvas_init(&canvas, 24, 80, false), 0);
	assert_int_equal(term_output(term), -1);
	do
		canvas_fill(&canvas, (struct rect){0, 0, 24, 80}, ROLE_PLAIN,
			    frames % 2 ? "x" : "y");
	while (term_draw(term, &canvas) && ++frames < 10000);
	assert_in_range(frames, 1, 9999);
	assert_true(term_output(term) >= 0);
	assert_false(term_flush(term));
	for (int i = 0; i < 100 && !term_flush(term); i++)
		arrived(pty, text, sizeof text);
	assert_int_equal(term_output(term), -1);
	canvas_release(&canvas);
	term_close(term);
}

static void names_keys(void **state)
{
	static const struct {
		const char *typed;
		int key;
	} cases[] = {
		{".", '.'},
		{"\033OA", K_UP},
		{"\033OC", K_RIGHT},
		{"\033[5~", K_PAGE_UP},
		{"\033[6~", K_PAGE_DOWN},
		{"\033OH", K_HOME},
		{"\033OF", K_END},
		{"\033[Z", K_BACK_TAB},
		{"\t", K_TAB},
		{"\r", K_ENTER},
		{"\n", K_ENTER},
		{"\033OP", K_F1},
		{"\177", K_BACKSPACE},
		{"\033", K_ESCAPE},
		{"\032", 26},
		{"\014", 12},
		{"é", 0xe9},
		{"\033[3~", K_OTHER},
	};
	struct pty *pty = *state;
	struct term *term = open_on(pty);

	assert_int_equal(term_key(term), K_NONE);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t length = strlen(cases[i].typed);
		struct pollfd ready = {term_input(term), POLLIN, 0};
		assert_int_equal(write(pty->outside, cases[i].typed, length), length);
		assert_int_equal(poll(&ready, 1, 1000), 1);
		assert_int_equal(term_key(term), cases[i].key);
		assert_int_equal(term_key(term), K_NONE);
	}
	term_close(term);
}

static void leaves_it_as_it_was(void **state)
{
	struct pty *pty = *state;
	struct term *term = open_on(pty);
	struct termios during;
	char text[4096];

	tcgetattr(pty->inside, &during);
	assert_int_equal(during.c_lflag & (ICANON | ECHO), 0);
	assert_int_equal(during.c_lflag & ISIG, ISIG);
	arrived(pty, text, sizeof text);
	term_close(term);
	assert_as_found(pty);
	arrived(pty, text, sizeof text);
	assert_non_null(strstr(text, leave_alternate));
	assert_non_null(strstr(text, cursor_on));
}

static void takes_a_new_size(void **state)
{
	struct pty *pty = *state;
	struct term *term = open_on(pty);
	const struct winsize size = {.ws_row = 16, .ws_col = 60};
	int rows, cols;

	assert_false(term_resize(term));
	ioctl(pty->inside, TIOCSWINSZ, &size);
	assert_true(term_resize(term));
	term_size(term, &rows, &cols);
	assert_int_equal(rows, 16);
	assert_int_equal(cols, 60);
	assert_int_equal(term_key(term), K_NONE);
	term_close(term);
}

static void colours_follow_the_environment(void **state)
{
	static const struct {
		const char *type, *no_color, *theme;
		int colours;
	} cases[] = {
		{"xterm-256color", NULL, "default", 256},
		{"xterm-256color", "", "default", 256},
		{"xterm-256color", "1", "mono", 0},
		{"xterm", NULL, "default", 8},
		{"vt100", NULL, "mono", 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		setenv("TERM", cases[i].type, 1);
		if (cases[i].no_color)
			setenv("NO_COLOR", cases[i].no_color, 1);
		else
			unsetenv("NO_COLOR");
		struct term *term = open_on(*state);
		assert_int_equal(term_colours(term), cases[i].colours);
		assert_string_equal(term_theme(term)->name, cases[i].theme);
		term_close(term);
	}
}

static void the_locale_decides_about_ascii(void **state)
{
	static const struct {
		const char *locale;
		bool ascii;
	} cases[] = {{"C.UTF-8", false}, {"C", true}, {"POSIX", true}, {"xx_XX.UTF-8", false}};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		setenv("LC_ALL", cases[i].locale, 1);
		struct term *term = open_on(*state);
		assert_int_equal(term_ascii(term), cases[i].ascii);
		term_close(term);
	}
}

static void says_why_not(void **state)
{
	static const struct {
		const char *type, *word;
	} cases[] = {{"dumb", "dumb"}, {"", "not set"}, {"bogus", "bogus"}};
	struct pty *pty = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		setenv("TERM", cases[i].type, 1);
		assert_null(term_open(pty->inside, pty->inside, &pty->why));
		assert_non_null(strstr(pty->why.text, cases[i].word));
		assert_non_null(strstr(pty->why.text, "ipcstage run"));
		assert_as_found(pty);
	}
	int null = open("/dev/null", O_RDWR);
	assert_null(term_open(pty->inside, null, &pty->why));
	assert_non_null(strstr(pty->why.text, "not a terminal"));
	close(null);
}

static pid_t fork_inside(struct pty *pty, void (*body)(struct pty *))
{
	pid_t child = fork();

	if (child == 0) {
		setpgid(0, 0);
		dup2(pty->inside, STDERR_FILENO);
		body(pty);
		_exit(0);
	}
	return child;
}

/* In a process of its own: ncurses keeps what it knows of a terminal type. */
static int open_and_close(struct pty *pty)
{
	const struct term_options options = {.ascii = false};
	struct term *term = term_open(pty->inside, pty->inside, &pty->why);
	int rows, cols;

	if (!term || term_begin(term, &options, &pty->why) < 0)
		return 1;
	term_size(term, &rows, &cols);
	term_close(term);
	return rows == 24 && cols == 80 ? 0 : 2;
}

/* Every type that there is an entry for and that can move its cursor: the Linux console, too. */
static void every_terminal_type_will_do(void **state)
{
	struct pty *pty = *state;
	FILE *types =
		popen("for folder in /etc /lib /usr/share; do ls $folder/terminfo/*/ 2>/dev/null;"
		      " done | grep -v '[/:]' | sort -u",
		      "r");
	char type[64];
	unsigned count = 0;

	assert_non_null(types);
	while (fscanf(types, "%63s", type) == 1) {
		int status, found;
		pid_t child;

		if (setupterm(type, pty->inside, &found) != OK)
			continue;
		found = tigetstr("cup") != NULL && strcmp(type, "dumb") != 0;
		del_curterm(cur_term);
		child = fork();
		if (child == 0) {
			setenv("TERM", type, 1);
			_exit(open_and_close(pty));
		}
		waitpid(child, &status, 0);
		if (status != (found ? 0 : 1 << 8))
			fail_msg("%s: status %x", type, (unsigned)status);
		count++;
	}
	pclose(types);
	assert_true(count > 10);
}

static void crash_by_address(struct pty *pty)
{
	volatile char *page = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	crash_guard(open_on(pty));
	*page = 1;
}

static void crash_by_abort(struct pty *pty)
{
	crash_guard(open_on(pty));
	abort();
}

/* In the middle of taking it over: the guard is there before. */
static void crash_on_the_way(struct pty *pty)
{
	const struct term_options options = {.ascii = false};
	struct term *term = term_open(pty->inside, pty->inside, &pty->why);
	struct termios raw;

	crash_guard(term);
	term_begin(term, &options, &pty->why);
	tcgetattr(pty->inside, &raw);
	assert_int_equal(raw.c_lflag & ICANON, 0);
	term_end(term); /* the screen has been left, but not for good */
	tcsetattr(pty->inside, TCSANOW, &raw);
	raise(SIGQUIT);
}

static void die_of_it(struct pty *pty)
{
	crash_guard(open_on(pty));
	die("no memory for %s", "the stage");
}

/* First the screen comes back, then there is the line. */
static void a_crash_restores(void **state)
{
	static const struct {
		void (*body)(struct pty *);
		int signal;
		const char *words;
	} cases[] = {{crash_by_address, SIGSEGV, "killed by SIGSEGV at address 0x"},
		     {crash_by_abort, SIGABRT, "killed by SIGABRT (Aborted)"},
		     {crash_on_the_way, SIGQUIT, "killed by SIGQUIT (Quit)"},
		     {die_of_it, 0, "ipcstage: no memory for the stage\r\n"}};
	struct pty *pty = *state;
	char text[8192];
	int status;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		pid_t child = fork_inside(pty, cases[i].body);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(WIFSIGNALED(status) ? WTERMSIG(status) : 0, cases[i].signal);
		assert_as_found(pty);
		arrived(pty, text, sizeof text);
		const char *screen = strstr(text, leave_alternate);
		assert_non_null(screen);
		assert_non_null(strstr(screen, cases[i].words));
	}
}

static void draw_and_suspend(struct pty *pty)
{
	struct signals signals;
	struct canvas canvas;

	signals_open(&signals);
	struct term *term = open_on(pty);
	canvas_init(&canvas, 24, 80, false);
	canvas_text(&canvas, 0, 0, -1, ROLE_PLAIN, "on stage");
	term_draw(term, &canvas);
	term_suspend(term);
	canvas_release(&canvas);
	_exit(0); /* without closing: the test looks at what suspending left */
}

static void suspends_and_returns(void **state)
{
	struct pty *pty = *state;
	struct termios now;
	char text[8192];
	int status;
	pid_t child = fork_inside(pty, draw_and_suspend);

	assert_int_equal(waitpid(child, &status, WUNTRACED), child);
	assert_true(WIFSTOPPED(status));
	assert_int_equal(WSTOPSIG(status), SIGTSTP);
	assert_as_found(pty);
	arrived(pty, text, sizeof text);
	assert_non_null(strstr(text, leave_alternate));

	kill(child, SIGCONT);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	arrived(pty, text, sizeof text);
	assert_non_null(strstr(text, "\033[?1049h"));
	assert_non_null(strstr(text, "on stage"));
	tcgetattr(pty->inside, &now);
	assert_int_equal(now.c_lflag & (ICANON | ECHO), 0);
	assert_int_equal(now.c_cc[VSUSP], _POSIX_VDISABLE);
	assert_int_equal(now.c_iflag & IXON, 0);
}

#define ON_PTY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_PTY(shows_cells),
		ON_PTY(shows_what_fits),
		ON_PTY(a_frame_comes_at_once),
		ON_PTY(a_stuck_terminal_does_not_block),
		ON_PTY(names_keys),
		ON_PTY(leaves_it_as_it_was),
		ON_PTY(takes_a_new_size),
		ON_PTY(colours_follow_the_environment),
		ON_PTY(the_locale_decides_about_ascii),
		ON_PTY(says_why_not),
		ON_PTY(every_terminal_type_will_do),
		ON_PTY(a_crash_restores),
		ON_PTY(suspends_and_returns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
