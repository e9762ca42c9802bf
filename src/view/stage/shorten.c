/*
 * Making a line of a process's box fit, one remedy after the other until it does.
 */
#include "view/stage/shorten.h"

#include <ctype.h>
#include <string.h>
#include "view/cells/glyph.h"
#include "view/cells/text.h"
#include "view/stage/kind.h"

struct room {
	int cols, rows;
};

/* Whether a row would end inside a word. */
static bool breaks_word(const char *text, struct room room)
{
	const char *next;

	for (; *text; text = next) {
		size_t length = text_wrap(text, room.cols, &next);

		if (text[length] && text[length] != ' ' && next == text + length &&
		    isalnum((unsigned char)text[length]))
			return true;
	}
	return false;
}

static bool fits(const char *text, struct room room)
{
	return text_rows(text, room.cols) <= room.rows && !breaks_word(text, room);
}

/* Put what is at `from` at `to`, earlier in the same text. */
static void close_gap(char *to, const char *from)
{
	memmove(to, from, strlen(from) + 1);
}

static void cut_at(char *text, const char *part)
{
	char *at = strstr(text, part);

	if (at)
		*at = '\0';
}

/* Take a word and the space before it out of a text, once. */
static void remove_word(char *text, const char *word)
{
	size_t length = strlen(word);

	for (char *at = strchr(text, ' '); at && length; at = strchr(at + 1, ' ')) {
		char end = strncmp(at + 1, word, length) ? 'x' : at[1 + length];

		if (end == ' ' || end == ':' || end == '\0') {
			close_gap(at, at + 1 + length);
			return;
		}
	}
}

/* "stores counter: 4" is "stores 4"; "adds to counter: 1 becomes 2" is "adds: 1 becomes 2". */
static void keep_value(char *text, const char *name, struct room room)
{
	char *at = strstr(text, name), *value = at ? strstr(at, ": ") : NULL;

	if (!value)
		return;
	if (!strchr(value + 2, ' ')) {
		close_gap(at, value + 2);
	} else {
		close_gap(at - (at > text), value);
		remove_word(text, "to");
		remove_word(text, "from");
	}
	if (!fits(text, room) && (value = strstr(text, ": ")))
		close_gap(text, value + 2);
}

/* "waits: token" instead of "waits for a token". */
static void condense(char *text)
{
	static const char *const articles[] = {"a", "an", "the"};

	if (!strncmp(text, "waits for ", 10)) {
		text[5] = ':';
		close_gap(text + 6, text + 9);
	}
	for (size_t i = 0; i < sizeof(articles) / sizeof(articles[0]); i++)
		remove_word(text, articles[i]);
}

/* Where the last word begins, with the space before it, that is neither a value nor the verb. */
static char *last_word(char *text)
{
	char *found = NULL;

	for (char *at = strchr(text, ' '); at; at = strchr(at + 1, ' ')) {
		bool word = isalpha((unsigned char)at[1]);

		if (word && at > text && at[-1] != ':')
			found = at;
	}
	return found;
}

static void remove_words(char *text, struct room room)
{
	for (char *at = last_word(text); at && !fits(text, room); at = last_word(text))
		close_gap(at, at + 1 + strcspn(at + 1, " "));
}

/* The least that can be said: that it waits, or a mark before what comes next. */
static void use_mark(char *text)
{
	static const char next[] = "next: ";

	if (!strncmp(text, "waits: ", 7)) {
		text[5] = '\0';
	} else if (!strncmp(text, next, sizeof(next) - 1)) {
		memcpy(text, GLYPH_NEXT, sizeof(GLYPH_NEXT) - 1);
		close_gap(text + sizeof(GLYPH_NEXT) - 1, text + sizeof(next) - 2);
	}
}

/* Whether the first row would hold nothing but the mark. */
static bool lonely_mark(const char *text, struct room room)
{
	const char *rest;

	return text_wrap(text, room.cols, &rest) < sizeof(GLYPH_NEXT) + 1;
}

static bool has_mark(const char *text)
{
	return !strncmp(text, GLYPH_NEXT, sizeof(GLYPH_NEXT) - 1);
}

/* Whether the first row would hold nothing but "next:". */
static bool lonely_next(const char *text, struct room room)
{
	const char *rest;

	return !strncmp(text, "next: ", 6) && text_wrap(text, room.cols, &rest) <= 5;
}

void shorten(char *text, const struct object *object, bool clause, int cols, int rows)
{
	static const char *const phrases[] = {" into ", " from ", " out of ",
					      " of ",	" to ",	  " in "};
	const char *name = object ? object->name : "";
	struct room room = {cols, rows};

	if (lonely_next(text, room))
		use_mark(text);
	if (!fits(text, room))
		cut_at(text, ", ");
	if (clause && !fits(text, room))
		cut_at(text, ": ");
	if (!clause && object && kind_view(object->kind)->small && !fits(text, room))
		keep_value(text, name, room);
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]) && !fits(text, room); i++)
		cut_at(text, phrases[i]);
	if (!clause && !fits(text, room))
		remove_word(text, name);
	if (!fits(text, room))
		condense(text);
	if (!fits(text, room))
		remove_words(text, room);
	if (!fits(text, room))
		use_mark(text);
	if (has_mark(text) && (!fits(text, room) || lonely_mark(text, room)))
		close_gap(text, text + sizeof(GLYPH_NEXT));
}
