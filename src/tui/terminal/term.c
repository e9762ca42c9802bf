/*
 * ncurses behind a canvas. Its output is collected by frame.h, so that a frame is one write.
 *
 * Nothing here draws by itself or decides anything: it shows cells, and it names keys. See
 * newterm(3NCURSES), use_default_colors(3NCURSES), tcsetattr(3).
 */
#include "tui/terminal/term.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>
#include "tui/terminal/frame.h"
#include "tui/terminal/terminfo.h"

enum {
	ESCAPE_MS = 25,	     /* after Esc, for the rest of a key's sequence */
	CLOSE_WAIT_MS = 500, /* for a stuck terminal at the end */
	RESTORE_BYTES = 256,
};

struct term {
	int input, output; /* the caller's */
	struct frame frame;
	FILE *keyboard; /* ncurses reads from its descriptor */
	SCREEN *screen;
	WINDOW *keys; /* reading from stdscr would draw it */
	bool ascii;
	bool is_on;  /* the terminal is ours now */
	int colours; /* to choose themes by */
	const struct theme *theme;
	attr_t styles[ROLE_COUNT];
	struct termios saved;	     /* as it was found */
	char restore[RESTORE_BYTES]; /* what puts the screen back, for term_restore_raw() */
	size_t restore_length;
};

/* Is there a terminal that can be drawn on? */
static bool usable(int input, int output, struct error *error)
{
	static const char way_out[] = "`ipcstage run DEMO` needs none";
	const char *type = getenv("TERM");
	const char *other = !isatty(output) ? "output" : !isatty(input) ? "input" : NULL;

	if (other)
		error_set(error, "standard %s is not a terminal; %s", other, way_out);
	else if (!type || !*type || strcmp(type, "dumb") == 0)
		error_set(error,
			  "TERM is %s, which cannot show a screen; try "
			  "TERM=xterm-256color; %s",
			  type && *type ? type : "not set", way_out);
	else
		return true;
	return false;
}

/* Characters as the environment says; UTF-8 where it names a locale that is not installed. */
static bool locale_has_utf8(void)
{
	if (!setlocale(LC_CTYPE, ""))
		setlocale(LC_CTYPE, "C.UTF-8");
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool colour_is_unwanted(void)
{
	const char *no_color = getenv("NO_COLOR");

	return no_color && *no_color;
}

/*
 * What terminals send for these keys, whatever TERM says of them: inside tmux with the outer
 * terminal's TERM, or over ssh, terminfo is often another terminal's.
 */
static void define_usual_keys(void)
{
	static const struct {
		const char *sequence;
		int code;
	} usual[] = {
		{"\033[1~", KEY_HOME},	{"\033[7~", KEY_HOME},	{"\033[H", KEY_HOME},
		{"\033OH", KEY_HOME},	{"\033[4~", KEY_END},	{"\033[8~", KEY_END},
		{"\033[F", KEY_END},	{"\033OF", KEY_END},	{"\033[5~", KEY_PPAGE},
		{"\033[6~", KEY_NPAGE}, {"\033[A", KEY_UP},	{"\033[B", KEY_DOWN},
		{"\033[C", KEY_RIGHT},	{"\033[D", KEY_LEFT},	{"\033OA", KEY_UP},
		{"\033OB", KEY_DOWN},	{"\033OC", KEY_RIGHT},	{"\033OD", KEY_LEFT},
		{"\033OP", KEY_F(1)},	{"\033[11~", KEY_F(1)}, {"\033[Z", KEY_BTAB},
	};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		define_key(usual[i].sequence, usual[i].code);
}

/*
 * Keys one by one, without echo. Ctrl-C and Ctrl-\ stay signals; Ctrl-Z becomes a key, because what
 * it does takes several steps; Ctrl-S does not freeze the picture.
 */
static void set_modes(struct term *term)
{
	struct termios modes;

	cbreak();
	noecho();
	nonl();
	if (tcgetattr(term->frame.device, &modes) == 0) {
		modes.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
		modes.c_lflag &= ~(tcflag_t)IEXTEN;
		modes.c_cc[VSUSP] = _POSIX_VDISABLE;
		tcsetattr(term->frame.device, TCSANOW, &modes);
	}
	def_prog_mode();
	curs_set(0);
	leaveok(stdscr, TRUE);
	typeahead(-1); /* a frame is never given up half-way */
	set_escdelay(ESCAPE_MS);
}

static bool open_keys(struct term *term)
{
	term->keys = newpad(1, 1);
	if (!term->keys)
		return false;
	keypad(term->keys, TRUE);
	nodelay(term->keys, TRUE);
	define_usual_keys();
	return true;
}

static void open_colours(struct term *term, const struct theme *theme)
{
	if (has_colors() && start_color() == OK && use_default_colors() == OK)
		term->colours = COLORS;
	if (!theme && colour_is_unwanted())
		term->colours = 0;
	if (!theme || theme->colours > term->colours)
		theme = theme_first(term->colours, getenv("COLORFGBG"));
	term_set_theme(term, theme);
}

/* How to put the terminal back is known before anything is changed. */
static bool learn(struct term *term, struct error *error)
{
	enum terminfo known = terminfo_restoring(term->output, term->restore, RESTORE_BYTES);

	term->restore_length = strlen(term->restore);
	if (known == TERMINFO_GOOD)
		return true;
	error_set(error,
		  "the terminal type %s %s; try TERM=xterm-256color; `ipcstage run DEMO` needs "
		  "none",
		  getenv("TERM"),
		  known == TERMINFO_UNKNOWN ? "is not known here" : "cannot move its cursor");
	return false;
}

/*
 * Let ncurses begin. LINES and COLUMNS in the environment would freeze the size; the system knows
 * it, and a terminal type need not name one.
 */
static bool open_screen(struct term *term)
{
	use_env(FALSE);
	use_tioctl(TRUE);
	term->screen = newterm(NULL, term->frame.screen, term->keyboard);
	return term->screen;
}

static bool open_files(struct term *term, struct error *error)
{
	int result = frame_init(&term->frame, term->output);
	int input = fcntl(term->input, F_DUPFD_CLOEXEC, 0);

	if (input >= 0)
		term->keyboard = fdopen(input, "r");
	if (result == 0 && term->keyboard)
		return true;
	error_set(error, "the terminal cannot be opened: %s", strerror(result ? -result : errno));
	return false;
}

struct term *term_open(int input, int output, struct error *error)
{
	if (!usable(input, output, error))
		return NULL;

	error_set(error, "no memory for the terminal");
	struct term *term = calloc(1, sizeof *term);
	if (!term)
		return NULL;
	term->input = input;
	term->output = output;
	term->ascii = !locale_has_utf8();
	tcgetattr(output, &term->saved);
	if (open_files(term, error) && learn(term, error))
		return term;
	term_close(term);
	return NULL;
}

int term_begin(struct term *term, const struct term_options *options, struct error *error)
{
	term->ascii |= options->ascii;
	if (!open_screen(term) || !open_keys(term))
		return error_set(error, "no memory for the terminal");
	set_modes(term);
	open_colours(term, options->theme);
	term_resize(term);
	term->is_on = true;
	return 0;
}

/* endwin() into a frame: on the terminal itself it would wait until a stuck one goes on. */
static void leave_screen(struct term *term)
{
	frame_send_within(&term->frame, CLOSE_WAIT_MS);
	frame_begin(&term->frame);
	endwin();
	frame_end(&term->frame);
	frame_send_within(&term->frame, CLOSE_WAIT_MS);
	tcsetattr(term->output, TCSANOW, &term->saved);
}

void term_end(struct term *term)
{
	if (term && term->is_on)
		leave_screen(term);
	if (term)
		term->is_on = false;
}

void term_close(struct term *term)
{
	if (!term)
		return;
	term_end(term);
	if (term->keys)
		delwin(term->keys);
	if (term->screen)
		delscreen(term->screen);
	if (term->keyboard)
		fclose(term->keyboard);
	frame_release(&term->frame);
	free(term);
}

void term_restore_raw(const struct term *term)
{
	tcsetattr(term->output, TCSANOW, &term->saved);
	if (write(term->frame.sender, term->restore, term->restore_length) < 0)
		return; /* a terminal that takes nothing any more is beyond help */
}

bool term_ascii(const struct term *term)
{
	return term->ascii;
}

void term_size(const struct term *term, int *rows, int *cols)
{
	(void)term; /* there is one screen, and ncurses has it */
	*rows = LINES;
	*cols = COLS;
}

bool term_resize(struct term *term)
{
	struct winsize size;
	int rows = LINES, cols = COLS;

	if (ioctl(term->output, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
		resize_term(size.ws_row, size.ws_col);
	return rows != LINES || cols != COLS;
}

/* Words are underlined. Lines and arrows (U+2500 to U+25ff) are not: they would be two lines. */
static attr_t style_of(const struct term *term, enum role role, wchar_t character)
{
	attr_t style = term->styles[role];

	return character >= 0x2500 && character <= 0x25ff ? style & ~A_UNDERLINE : style;
}

/* A cell as ncurses wants it. ASCII, nearly all there is, takes the short way. */
static void show_cell(const struct term *term, int row, int col, const struct cell *cell)
{
	wchar_t text[CELL_TEXT] = {(unsigned char)cell->text[0]};
	short pair = (short)(term->colours > 0 ? cell->role + 1 : 0);
	cchar_t shown;

	if ((cell->text[0] & 0x80 || cell->text[1]) &&
	    mbstowcs(text, cell->text, CELL_TEXT) == (size_t)-1)
		wcscpy(text, L"?");
	/* What makes no cell, such as marks on a character that nobody knows, stays blank. */
	if (setcchar(&shown, text, style_of(term, cell->role, text[0]), pair, NULL) == OK)
		mvadd_wch(row, col, &shown);
}

static void show_cells(const struct term *term, const struct canvas *canvas)
{
	erase();
	for (int row = 0; row < canvas->rows && row < LINES; row++) {
		const struct cell *cells = canvas->cells + row * canvas->cols;
		for (int col = 0; col < canvas->cols && col < COLS; col++)
			if (cells[col].text[0]) /* else the second half of a wide one */
				show_cell(term, row, col, &cells[col]);
	}
	wnoutrefresh(stdscr);
}

bool term_draw(struct term *term, const struct canvas *canvas)
{
	if (!frame_send(&term->frame))
		return false;
	show_cells(term, canvas);
	frame_begin(&term->frame);
	doupdate();
	frame_end(&term->frame);
	frame_send(&term->frame);
	return true;
}

int term_output(const struct term *term)
{
	return term->frame.sent < term->frame.length ? term->frame.sender : -1;
}

bool term_flush(struct term *term)
{
	return frame_send(&term->frame);
}

int term_input(const struct term *term)
{
	return term->input;
}

/* A key under its name here. */
struct name {
	wint_t code;
	int key;
};

/* Keys that ncurses has codes for. */
static const struct name key_codes[] = {
	{KEY_UP, K_UP},	      {KEY_DOWN, K_DOWN},     {KEY_LEFT, K_LEFT},
	{KEY_RIGHT, K_RIGHT}, {KEY_PPAGE, K_PAGE_UP}, {KEY_NPAGE, K_PAGE_DOWN},
	{KEY_HOME, K_HOME},   {KEY_END, K_END},	      {KEY_BACKSPACE, K_BACKSPACE},
	{KEY_F(1), K_F1},     {KEY_ENTER, K_ENTER},   {KEY_BTAB, K_BACK_TAB},
	{0, K_OTHER},
};

/* Characters that are keys with a name. */
static const struct name key_characters[] = {
	{L'\r', K_ENTER},     {L'\n', K_ENTER},	      {L'\t', K_TAB}, {L'\033', K_ESCAPE},
	{L'\b', K_BACKSPACE}, {L'\177', K_BACKSPACE}, {0, K_OTHER},
};

/* The row of a code, or the last one. */
static const struct name *find(const struct name *row, wint_t code)
{
	while (row->code && row->code != code)
		row++;
	return row;
}

/*
 * After ESC: the rest of a key that nobody knows, or a letter pressed with Alt, is not to be taken
 * for Esc and keys of ours.
 */
static int escape_or_unknown(struct term *term)
{
	wint_t next;

	if (wget_wch(term->keys, &next) != OK)
		return K_ESCAPE;
	if (next != L'[' && next != L'O')
		return K_OTHER;
	while (wget_wch(term->keys, &next) == OK && (next < 0x40 || next > 0x7e))
		continue;
	return K_OTHER;
}

int term_key(struct term *term)
{
	wint_t code;
	int kind = wget_wch(term->keys, &code);

	if (kind == ERR)
		return K_NONE;
	if (kind == KEY_CODE_YES)
		return find(key_codes, code)->key;

	const struct name *row = find(key_characters, code);
	if (row->key == K_ESCAPE)
		return escape_or_unknown(term);
	return row->code || !code ? row->key : (int)code;
}

void term_lend(struct term *term)
{
	frame_send_within(&term->frame, CLOSE_WAIT_MS);
	endwin();
	tcsetattr(term->output, TCSANOW, &term->saved);
}

void term_suspend(struct term *term)
{
	struct sigaction usual = {.sa_handler = SIG_DFL}, ours;
	sigset_t stop, mask;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	term_lend(term);
	sigaction(SIGTSTP, &usual, &ours);
	kill(0, SIGTSTP);			/* the whole job, as the terminal itself would */
	sigprocmask(SIG_UNBLOCK, &stop, &mask); /* here it stops */
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGTSTP, &ours, NULL);
	term_continue(term);
}

void term_continue(struct term *term)
{
	frame_send_within(&term->frame, CLOSE_WAIT_MS);
	reset_prog_mode();
	term_resize(term);
	wrefresh(curscr); /* on the terminal itself: this sets its modes too */
}

void term_redraw(struct term *term)
{
	(void)term;
	clearok(curscr, TRUE);
}

int term_colours(const struct term *term)
{
	return term->colours;
}

const struct theme *term_theme(const struct term *term)
{
	return term->theme;
}

void term_set_theme(struct term *term, const struct theme *theme)
{
	static const struct {
		unsigned style;
		attr_t attribute;
	} styles[] = {{STYLE_BOLD, A_BOLD},
		      {STYLE_DIM, A_DIM},
		      {STYLE_UNDERLINE, A_UNDERLINE},
		      {STYLE_REVERSE, A_REVERSE}};

	term->theme = theme;
	for (int role = 0; role < ROLE_COUNT; role++) {
		const struct look *look = &theme->looks[role];
		term->styles[role] = A_NORMAL;
		for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
			if (look->style & styles[i].style)
				term->styles[role] |= styles[i].attribute;
		if (term->colours > 0)
			init_pair((short)(role + 1), look->ink, look->paper);
	}
}
