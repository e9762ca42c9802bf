/*
 * Handlers of the signals that mean a bug. They use async-signal-safe calls only; see
 * signal-safety(7). Here is the one variable of the viewer: a handler is handed nothing.
 */
#include "tui/terminal/crash.h"

#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "tui/terminal/term.h"

enum { STACK_BYTES = 64 * 1024, LINE_BYTES = 200 };

static const int guarded[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

static const struct term *volatile crash_terminal;

struct line {
	char text[LINE_BYTES];
	size_t length;
};

static void add(struct line *line, const char *text)
{
	while (text && *text && line->length < LINE_BYTES)
		line->text[line->length++] = *text++;
}

static void add_address(struct line *line, uintptr_t address)
{
	char digits[2 * sizeof address + 1];
	char *first = digits + sizeof digits - 1;

	*first = '\0';
	do
		*--first = "0123456789abcdef"[address % 16];
	while (address /= 16);
	add(line, first);
}

static void crashed(int number, siginfo_t *info, void *context)
{
	struct line line = {.length = 0};

	(void)context;
	if (crash_terminal)
		term_restore_raw(crash_terminal);
	add(&line, "ipcstage: killed by SIG");
	add(&line, sigabbrev_np(number));
	if (info->si_code > 0 && number != SIGABRT && number != SIGQUIT) {
		add(&line, " at address 0x");
		add_address(&line, (uintptr_t)info->si_addr);
	}
	add(&line, " (");
	add(&line, sigdescr_np(number));
	add(&line, "); the terminal is restored\n");
	if (write(STDERR_FILENO, line.text, line.length) < 0)
		_exit(128 + number); /* nobody can be told */
	raise(number);		     /* SA_RESETHAND: as if there had been no handler */
}

/* A stack of its own, for what overflowed the usual one. Kept until the end of the program. */
static void use_own_stack(void)
{
	stack_t now;

	if (sigaltstack(NULL, &now) == 0 && !(now.ss_flags & SS_DISABLE))
		return;
	void *stack =
		mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack != MAP_FAILED)
		sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = STACK_BYTES}, NULL);
}

void crash_guard(const struct term *term)
{
	struct sigaction action = {.sa_handler = SIG_DFL};

	if (term) {
		use_own_stack();
		action.sa_sigaction = crashed;
		action.sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
	}
	crash_terminal = term;
	for (size_t i = 0; i < sizeof guarded / sizeof guarded[0]; i++)
		sigaction(guarded[i], &action, NULL);
}

void die(const char *format, ...)
{
	va_list arguments;

	if (crash_terminal)
		term_restore_raw(crash_terminal);
	fputs("ipcstage: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(EXIT_FAILURE);
}
