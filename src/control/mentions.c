#include "control/mentions.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { NAME = 16, END = -1 };

/* The text from here on: what is in comments and in quotes reads as a space. */
struct text {
	FILE *file;
	int line;
};

static int next_byte(struct text *text)
{
	int byte = getc(text->file);

	text->line += byte == '\n';
	return byte;
}

static void skip_comment(struct text *text)
{
	int before = 0, byte = next_byte(text);

	for (; byte != EOF && !(before == '*' && byte == '/'); byte = next_byte(text))
		before = byte;
}

static void skip_line(struct text *text)
{
	int byte = next_byte(text);

	while (byte != EOF && byte != '\n')
		byte = next_byte(text);
}

static void skip_quoted(struct text *text, int quote)
{
	int byte = next_byte(text);

	for (; byte != EOF && byte != quote && byte != '\n'; byte = next_byte(text)) {
		if (byte == '\\')
			next_byte(text);
	}
}

/* END at the end. */
static int next_in_code(struct text *text)
{
	int byte = next_byte(text), after;

	if (byte == '"' || byte == '\'') {
		skip_quoted(text, byte);
		return ' ';
	}
	if (byte != '/')
		return byte == EOF ? END : byte;
	after = next_byte(text);
	if (after == '*')
		skip_comment(text);
	else if (after == '/')
		skip_line(text);
	else
		return after == EOF ? END : after;
	return ' ';
}

static bool is_part_of_name(int byte)
{
	return byte != END && (isalnum(byte) || byte == '_');
}

static void note_call(const char *name, int line, int lines[IN_PLACE_COUNT])
{
	for (unsigned i = 0; i < IN_PLACE_COUNT; i++) {
		if (!lines[i] && strcmp(name, in_place_name(i)) == 0)
			lines[i] = line;
	}
}

static void find(struct text *text, int lines[IN_PLACE_COUNT])
{
	int byte = next_in_code(text);

	while (byte != END) {
		char name[NAME] = "";
		size_t length = 0;

		for (; is_part_of_name(byte); byte = next_in_code(text)) {
			if (length < sizeof(name) - 1)
				name[length] = (char)byte;
			length++;
		}
		while (length && byte != END && isspace(byte))
			byte = next_in_code(text);
		if (length < sizeof(name) && byte == '(')
			note_call(name, text->line, lines);
		if (!length || byte == '(')
			byte = next_in_code(text);
	}
}

void mentions_find(const char *path, int lines[IN_PLACE_COUNT])
{
	struct text text = {.file = fopen(path, "re"), .line = 1};

	if (!text.file)
		return;
	find(&text, lines);
	fclose(text.file);
}
