#include "compile/argv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/vector.h"

static const char blanks[] = " \t\r\n\v\f";

static void clear(struct argv *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->list[i]);
	words->count = 0;
}

void argv_release(struct argv *words)
{
	clear(words);
	free(words->list);
	*words = (struct argv){0};
}

/* Takes the word over. */
static void take(struct argv *words, char *word)
{
	char **list = vector_with_room(words->list, &words->room, words->count + 1, sizeof(*list));

	if (list)
		words->list = list;
	if (!list || !word) {
		free(word);
		words->failed = true;
		return;
	}
	list[words->count++] = word;
	list[words->count] = NULL;
}

void argv_add(struct argv *words, const char *word)
{
	take(words, strdup(word));
}

void argv_print(struct argv *words, const char *format, ...)
{
	va_list arguments;
	char *word;

	va_start(arguments, format);
	take(words, vasprintf(&word, format, arguments) < 0 ? NULL : word);
	va_end(arguments);
}

void argv_add_all(struct argv *words, char *const *list)
{
	while (list && *list)
		argv_add(words, *list++);
}

/*
 * The next word into `out`, which has room for all that is left. Returns what is behind it; NULL
 * where a quotation does not end.
 */
static const char *cut(const char *at, char *out)
{
	char quote = '\0';

	for (; *at && (quote || !strchr(blanks, *at)); at++) {
		if (quote ? *at == quote : *at == '\'' || *at == '"')
			quote = quote ? '\0' : *at;
		else if (*at == '\\' && quote != '\'' && at[1])
			*out++ = *++at;
		else
			*out++ = *at;
	}
	*out = '\0';
	return quote ? NULL : at;
}

bool argv_split(struct argv *words, const char *text)
{
	struct argv found = {0};
	char *word = malloc(strlen(text) + 1);

	if (!word) {
		words->failed = true;
		return true;
	}
	while (text && *(text += strspn(text, blanks))) {
		text = cut(text, word);
		if (text)
			argv_add(&found, word);
	}
	free(word);
	if (text)
		argv_add_all(words, found.list);
	words->failed |= found.failed;
	argv_release(&found);
	return text;
}
