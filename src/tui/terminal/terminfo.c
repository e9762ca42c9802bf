/*
 * Apart from term.c, since <term.h> has a struct term of its own.
 */
#include "tui/terminal/terminfo.h"

#include <curses.h>
#include <string.h>
#include <term.h>

/* Keypad off, no attributes, cursor on, back from the alternate screen. */
static const char *const restoring[] = {"rmkx", "sgr0", "cnorm", "rmcup"};

/* Append a capability of the terminal without its delays, "$<5>". */
static void add(char *out, size_t size, const char *name)
{
	const char *text = tigetstr(name);
	size_t length = strlen(out);

	if (!text || text == (const char *)-1)
		return;
	while (*text && length + 1 < size) {
		const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;

		if (end)
			text = end + 1;
		else
			out[length++] = *text++;
	}
	out[length] = '\0';
}

enum terminfo terminfo_restoring(int terminal, char *out, size_t size)
{
	int result;
	bool has_cursor;

	out[0] = '\0';
	if (setupterm(NULL, terminal, &result) != OK)
		return TERMINFO_UNKNOWN;
	has_cursor = tigetstr("cup");
	for (size_t i = 0; i < sizeof(restoring) / sizeof(restoring[0]); i++)
		add(out, size, restoring[i]);
	del_curterm(cur_term);
	return has_cursor ? TERMINFO_GOOD : TERMINFO_NO_CURSOR;
}
